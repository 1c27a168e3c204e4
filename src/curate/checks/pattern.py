"""A pattern that text must not hold.

The pattern is written in the common part of Rust's and Python's regex syntax; shipped patterns are tested to run in
linear time. A pattern of a user's pack is only ever run by the Rust engine, which cannot be made to backtrack.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from curate.checks import Screen
from curate.model import Hit
from curate.prose import without_code

SCOPE = "segment"


@dataclass(frozen=True)
class Params:
    any: tuple[str, ...] = ()  # regular expressions
    literals: tuple[str, ...] = ()  # lower case; every hit holds one of them: makes big inputs fast
    code: str = "read"  # read | skip: leave fenced and inline code out
    unless: str = ""  # a regular expression: a text that matches is left alone
    at_least: int = 1  # so many places before it counts
    non_ascii: bool = False  # every hit has a character above U+007F
    min_bytes: int = 0  # every text with a hit is at least so long
    trusted: bool = True


def screen(params: Params) -> Screen:
    return Screen(params.literals, relaxed(joined(params.any)), params.non_ascii, params.min_bytes)


def joined(patterns: tuple[str, ...]) -> str:
    """Join patterns by `|`; flags at the start of one hold for that one only.

    >>> joined(("(?i)ab", "c"))
    '(?i:ab)|(?:c)'
    """
    parts = ((_FLAGS.match(pattern), pattern) for pattern in patterns)
    return "|".join(f"{m[0][:-1]}:{p[m.end() :]})" if m else f"(?:{p})" for m, p in parts)


def relaxed(pattern: str) -> str:
    r"""Take the upper bound from repeats of ten and more: matches as much and more, and compiles in half the time.

    >>> relaxed(r"a.{0,40}b{2,3}[^c]{1,60}?\{1,20}")
    'a.*b{2,3}[^c]+?\\{1,20}'
    """
    return _BOUNDED.sub(lambda m: {"0": "*", "1": "+"}.get(m[1], f"{{{m[1]},}}"), pattern)


_BOUNDED = re.compile(r"(?<!\\)\{(\d+),\d{2,}\}")
_FLAGS = re.compile(r"\(\?[ims]+\)")


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text once, at its first match; values: match, n (matches)."""
    prose = without_code(text) if params.code == "skip" else text
    found = matches(params.any, prose, params.trusted)
    if not found or len(found) < params.at_least or holds(params.unless, text, params.trusted):
        return
    yield Hit("", {"match": found[0].strip() or found[0], "n": len(found)})


def matches(patterns: tuple[str, ...], text: str, trusted: bool) -> list[str]:
    """Return what the patterns match; those of a user are run by the Rust engine, which cannot be made to backtrack."""
    if trusted:
        return [match[0] for match in compiled(patterns).finditer(text)]
    import polars as pl  # lazily: only patterns of users come here

    found: list[str] = pl.Series([text]).str.extract_all(joined(patterns)).to_list()[0]
    return found


def without(patterns: tuple[str, ...], text: str, trusted: bool) -> str:
    """Return the text with a blank in place of each match."""
    if trusted:
        return compiled(patterns).sub(" ", text)
    import polars as pl

    cut: str = pl.Series([text]).str.replace_all(joined(patterns), " ")[0]
    return cut


def holds(pattern: str, text: str, trusted: bool) -> bool:
    """Tell whether a text matches somewhere; "" is no pattern."""
    return bool(pattern) and bool(
        compiled((pattern,)).search(text) if trusted else matches((pattern,), text, trusted)
    )


@cache
def compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    r"""Compile Rust-style patterns for Python: `\z` is `\Z` here."""
    return re.compile(joined(patterns).replace(r"\z", r"\Z"))
