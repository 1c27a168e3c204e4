"""Context words: a score rises when one stands shortly before the finding.

Source   Presidio's LemmaContextAwareEnhancer 2.2.366, with words instead of lemmas and whole words instead of parts:
         +0.35, at least 0.4, five words before.
"""

import re
from functools import cache

LIFT = 0.35
AT_LEAST = 0.4
WORDS_BEFORE = 5
CHARS_BEFORE = 120
_WORD = re.compile(r"[^\W_]+(?:['’#][^\W_]+)?")


@cache
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern that finds one of the words or phrases, whole, whatever the case."""
    joined = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<![^\W_])(?:{joined})(?![^\W_])", re.IGNORECASE)


def needs(words: tuple[str, ...]) -> str:
    """Return a Rust regex without which no context word can be in a text."""
    return "(?i)" + "|".join("".join(f"\\x{{{ord(c):X}}}" for c in word) for word in words)


def has_context(text: str, start: int, end: int, words: tuple[str, ...]) -> bool:
    """Tell whether one of the words is among the five before the finding, or in its first word.

    >>> has_context("my passport number is 123456789", 22, 31, ("passport",))
    True
    """
    before = [m.start() for m in _WORD.finditer(text, max(0, start - CHARS_BEFORE), start)]
    begin = before[-WORDS_BEFORE:][0] if before else start
    first = _WORD.match(text, start)
    return any_of(words).search(text, begin, first.end() if first else start) is not None


def lift(score: float) -> float:
    """Return the score of a finding with context.

    >>> lift(0.05), lift(0.4), lift(0.9)
    (0.4, 0.75, 1.0)
    """
    return min(1.0, max(score + LIFT, AT_LEAST))
