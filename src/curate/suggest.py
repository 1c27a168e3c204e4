"""Did you mean: the one way in which an unknown word is answered."""

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean 'openai'?` for the nearest known word, or an empty text.

    >>> did_you_mean("opnai", ["openai", "trl"]), did_you_mean("zzz", ["openai"])
    ("; did you mean 'openai'?", '')
    """
    from difflib import get_close_matches  # 5 ms that only a wrong word costs

    by_lower = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean {by_lower[near[0]]!r}?" if near else ""
