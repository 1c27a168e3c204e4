"""Did you mean: the one way in which an unknown word is answered."""

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'openai'?` for the nearest known word, or an empty text.

    >>> did_you_mean("opnai", ["openai", "trl"]), did_you_mean("zzz", ["openai"])
    ("; did you mean 'openai'?", '')
    """
    near = nearest(word, known, 0.6)
    return f"; did you mean {near!r}?" if near else ""


def nearest(word: str, known: Iterable[str], least_ratio: float) -> str | None:
    """Return the known word that is most alike, whatever its case, or None below a ratio (difflib's).

    >>> nearest("GPT-4.1-min", ["gpt-4.1-mini", "gpt-4o"], 0.9)
    'gpt-4.1-mini'
    """
    from difflib import get_close_matches  # 5 ms that only a wrong word costs

    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=least_ratio)
    return by_lower[near[0]] if near else None
