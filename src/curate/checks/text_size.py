"""A text that is too short or too long."""

from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit

SCOPE = "segment"


@dataclass(frozen=True)
class Params:
    min_chars: int = 0
    max_chars: int = 0  # 0 = no limit


def screen(params: Params) -> Screen:
    return Screen() if params.min_chars else Screen(min_bytes=params.max_chars + 1)


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text outside the limits; values: n, limit."""
    n = len(text.strip())
    if n < params.min_chars:
        yield Hit("", {"n": n, "limit": params.min_chars})
    elif params.max_chars and n > params.max_chars:
        yield Hit("", {"n": n, "limit": params.max_chars})
