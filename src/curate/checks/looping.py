"""Text that runs in a circle: the same words, lines or characters over and over.

Covers: a unit of 1 to 60 words repeated on the spot; one sentence or line that makes up most of a text; one piece of up
to 24 characters repeated (scripts without spaces). Does not cover: paraphrases; code blocks, tables and rules, which
repeat by nature.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from curate.checks import Screen
from curate.model import Hit
from curate.prose import without_code

SCOPE = "segment"
_MOST_CHARS = 200_000  # what is looked at of one text: enough to see a loop, and bounds the work
MOST_LAG = 24  # characters of a piece that comes again and again
MOST_WORD_LAG = 60  # words of a unit
FEWEST_UNITS, LEAST_UNIT_CHARS = 6, 21  # of a text that one sentence or line makes up
_UNIT_ENDS = "\n.!?。！？"  # one of them ends each unit
_UNIT_END = re.compile(r"(?<=[.!?。！？])\s+|\n+")
_NUMBER = re.compile(r"\d+")
_RUN = re.compile(r"([^\W\d_][\w'’ ,.!?-]{0,23}?)\1{9,}", re.S)


@dataclass(frozen=True)
class Params:
    min_chars: int = 60
    repeats: int = 4  # of a unit of three words and more
    short_repeats: int = 10  # of one or two words
    share: float = 0.3  # of the text that the loop must fill
    compressed_ratio: float = (
        0.36  # above it a text cannot be a loop: ordinary prose of this length stays above 0.45
    )


def screen(params: Params) -> Screen:
    return Screen(min_bytes=params.min_chars)


def narrow(texts: Iterable[str], params: Params) -> list[str]:
    """Leave out texts of 10 to 59 words that are nearly all different, without a call for each.

    A loop of four rounds over a third of the text leaves fewer different words.

    >>> narrow(["one two three four five six seven eight nine ten", "no " * 30], Params(min_chars=20)) == ["no " * 30]
    True
    """
    kept = []
    for text in texts:
        if len(text) < params.min_chars:
            continue
        words = text.split(None, 60)
        n = len(words)
        if not 10 <= n < 60 or len(set(words)) <= 0.78 * n:
            kept.append(text)
    return kept


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text with a loop; values: n (how often), unit_words."""
    for _, hit in check_many([text], params):
        yield hit


def check_many(texts: Iterable[str], params: Params) -> Iterator[tuple[str, Hit]]:
    """Do the same for many texts: nearly all of them are told apart from loops without a call for each."""
    for text in narrow(texts, params):
        if (found := _loop(text, params)) and _compresses(text, params):
            yield text, Hit("", {"n": found[0], "unit_words": found[1]})


def _loop(text: str, params: Params) -> tuple[int, int] | None:
    prose = without_code(text[:_MOST_CHARS])
    spoken = prose
    if "|" in prose:
        spoken = "\n".join(line for line in prose.split("\n") if not line.lstrip().startswith("|"))
    words = spoken.split()
    return _by_words(words, params) or _by_units(prose) or _by_characters(prose, params)


def _compresses(text: str, params: Params) -> bool:
    data = text[:_MOST_CHARS].encode("utf-8", "surrogatepass")
    limit = params.compressed_ratio if len(data) > 1000 else 0.55 if len(data) > 250 else 0.75
    return len(zlib.compress(data, 1)) < limit * len(data)


def _by_words(words: list[str], params: Params) -> tuple[int, int] | None:
    """Find the lag at which words repeat the longest without a break."""
    total = len(words)
    for lag in _lags(words, params):
        best, end = _longest_run(words, lag, _least(lag, total, params))
        if best and any(c.isalpha() for word in words[end - lag : end] for c in word):
            return best // lag + 1, lag
    return None


def _least(lag: int, total: int, params: Params) -> float:
    """Return how many words in a row must equal those `lag` further on."""
    wanted = params.short_repeats if lag < 3 else params.repeats
    return max((wanted - 1) * lag, params.share * total - lag, 10 - lag)


@lru_cache(1 << 12)
def _least_of_all(total: int, params: Params) -> int:
    return max(1, ceil(min(_least(lag, total, params) for lag in range(1, MOST_WORD_LAG + 1))))


def _lags(words: list[str], params: Params) -> list[int]:
    """Return the lags, ascending, at which enough words in a row may come again; never too few of them.

    So many words in a row hold a place whose number is a multiple of the fewest, and a neighbour of it.

    >>> _lags("it goes on and on and on and on and on and on and then it ends".split(), Params())
    [2, 4]
    """
    total = len(words)
    step = _least_of_all(total, params)
    if step < 2:
        return list(range(1, min(MOST_WORD_LAG, total // 2) + 1))
    lags: set[int] = set()
    for place in range(step - 1, total - 1, step):
        word, ahead = words[place], words[place + 1 : place + 1 + MOST_WORD_LAG]
        if word in ahead:
            before, after = words[place - 1], words[place + 1]
            lags.update(
                lag
                for lag, other in enumerate(ahead, 1)
                if other == word
                and (words[place + lag - 1] == before or words[place + lag + 1 : place + lag + 2] == [after])
            )
    return sorted(lag for lag in lags if lag * 2 <= total)


def _longest_run(items: Sequence[str], lag: int, least: float) -> tuple[int, int]:
    """Return the length and the end of the longest run of places i at which items[i] == items[i + lag].

    Only runs of at least `least` count, (0, 0) where there is none: each holds a place whose number is a multiple of
    that, so that few places are looked at.
    """
    step = max(1, ceil(least))
    places = len(items) - lag
    best = end = 0
    for place in range(step - 1, places, step):
        if place < end or items[place] != items[place + lag]:
            continue
        first = last = place
        while first > 0 and items[first - 1] == items[first - 1 + lag]:
            first -= 1
        while last < places and items[last] == items[last + lag]:
            last += 1
        if last - first >= step and last - first > best:
            best, end = last - first, last
    return best, end


def _by_units(text: str) -> tuple[int, int] | None:
    """Find one sentence or line that makes up most of a text; most texts have too few of them, which is seen soon."""
    if len(text) < FEWEST_UNITS * LEAST_UNIT_CHARS or sum(map(text.count, _UNIT_ENDS)) < FEWEST_UNITS - 1:
        return None
    units = [unit for unit in _UNIT_END.split(text) if len(unit) >= LEAST_UNIT_CHARS]
    if len(units) < FEWEST_UNITS:
        return None
    units = [unit.strip().lower() for unit in units]
    return _comes_most([unit for unit in units if len(unit) >= LEAST_UNIT_CHARS and unit.count(" ") >= 3])


def _comes_most(units: list[str]) -> tuple[int, int] | None:
    """Return how often the unit comes that makes up half of all, and its words; None where there is none."""
    if len(units) < FEWEST_UNITS:
        return None
    unit, n = Counter(units).most_common(1)[0]
    if n < FEWEST_UNITS:  # `Rule 1: ...`, `Rule 2: ...`: only the number goes on
        unit, n = Counter(_NUMBER.sub("0", unit) for unit in units).most_common(1)[0]
        if n < 8 or len(unit) < 30 or unit.count("0") > 2:
            return None
    return (n, unit.count(" ") + 1) if n >= FEWEST_UNITS and n >= 0.5 * len(units) else None


def _comes_back(text: str, run: int) -> bool:
    """Tell whether a stretch of `run` characters may equal what stands up to MOST_LAG further on; never no wrongly.

    Such a stretch holds a whole window that begins at a multiple of half its length.

    >>> _comes_back("so on " * 12, 36), _comes_back("The quick brown fox jumps over the lazy dog and runs away.", 36)
    (True, False)
    """
    step = max(1, run // 2)
    return any(
        text.find(text[at : at + step], at + 1, at + MOST_LAG + step) >= 0 for at in range(0, len(text), step)
    )


def _by_characters(text: str, params: Params) -> tuple[int, int] | None:
    text = text[:20_000]
    least = max(params.min_chars, params.share * len(text))
    if not _comes_back(text, ceil(least) - MOST_LAG):
        return None
    if not any(_longest_run(text, lag, max(9 * lag, least - lag))[0] for lag in range(1, MOST_LAG + 1)):
        return None  # the pattern below tries every length at every place
    for match in _RUN.finditer(text):
        if len(match[0]) >= least:
            return len(match[0]) // len(match[1]), 1
    return None
