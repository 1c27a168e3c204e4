"""Texts -> the kinds of characters that each holds: known of all texts of a piece before any pattern is searched.

Returns  one byte a text, a bit for each kind of KINDS: digits, some signs, control characters, all that is not ASCII.
Covers   patterns, too: `demand_of` says which kinds every match of one holds, so that few texts have to be searched.
Does not cover: letters, blanks, line feeds and common punctuation, which nearly every text holds.
"""

import re
import warnings
from collections.abc import Sequence
from functools import cache, reduce
from operator import and_, or_
from re import _constants as sre  # type: ignore[attr-defined]  # private, as in engines/gates.py
from re import _parser  # type: ignore[attr-defined]  # the same
from typing import Any

import numpy as np
from numpy.typing import NDArray

Kinds = NDArray[np.uint8]
# what every match holds: for one of some alternatives, a character of each of these kinds; ((),) promises nothing
Demand = tuple[tuple[int, ...], ...]
ANYTHING: Demand = ((),)

WIDE, DIGIT, ODD, AT, COLON, DOT, DASH, BRACKET = (1 << bit for bit in range(8))
KINDS = {
    WIDE: range(0x80, 0x100),  # bytes of UTF-8
    DIGIT: b"0123456789",
    ODD: [0x7F, *(code for code in range(0x20) if code not in b"\t\n")],
    AT: b"@%",  # %40 in an address
    COLON: b":",
    DOT: b".",
    DASH: b"-",
    BRACKET: b"[]{}<>|\\`~^_=#",
}
BLOCK = 1 << 17  # characters worked on at once: they stay in the cache

_OF_BYTE = bytes(next((kind for kind, some in KINDS.items() if code in some), 0) for code in range(256))
LONGEST_READ = 300  # characters of a pattern: to parse a longer one takes longer than it saves
_CODE = re.compile(r"\\x\{([0-9A-Fa-f]+)\}")
# what Python reads in another way: classes, the edges of words `\<` and `\b{start}`, braces that count nothing
_ONLY_RUST = re.compile(r"\\[pP<>]|\[[^\]]*(?:\[|&&|--|~~)|(?<!\\)\{(?!\d+(?:,\d*)?\})")
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def kinds(texts: Sequence[str]) -> Kinds:
    """Return the kinds of characters that each text holds; 0 for an empty one.

    >>> (kinds(["a-b", "", "1é"]) & (DASH | DIGIT) > 0).tolist(), (kinds(["a-b", "", "1é"]) & WIDE > 0).tolist()
    ([True, False, True], [False, False, True])
    """
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    found = np.zeros(len(texts), np.uint8)
    ends = np.cumsum(sizes)
    first = 0
    while first < len(texts):
        last = int(np.searchsorted(ends, ends[first] - sizes[first] + BLOCK)) + 1
        found[first:last] = _of_block(texts[first:last], sizes[first:last])
        first = last
    return found


def _of_block(texts: Sequence[str], sizes: NDArray[np.int64]) -> Kinds:
    joined = "".join(texts)
    if joined.isascii():
        data = joined.encode("ascii")
    else:
        parts = [text.encode("utf-8", "surrogatepass") for text in texts]
        data = b"".join(parts)
        sizes = np.fromiter(map(len, parts), np.int64, len(parts))
    found = np.zeros(len(sizes), np.uint8)
    filled = sizes > 0
    if data:
        starts = (np.cumsum(sizes) - sizes)[filled]
        found[filled] = np.bitwise_or.reduceat(np.frombuffer(data.translate(_OF_BYTE), np.uint8), starts)
    return found


def meets(held: Kinds, demand: Demand) -> NDArray[np.bool_]:
    """Tell which texts, by the kinds that they hold, may match a pattern with this demand."""
    alternatives = (
        reduce(and_, ((held & kind) > 0 for kind in every), np.ones(len(held), np.bool_)) for every in demand
    )
    return reduce(or_, alternatives, np.zeros(len(held), np.bool_))


def demand_of(tree: Any) -> Demand:
    r"""Return what every match of a parse tree of Python's own parser holds.

    >>> from re import _parser
    >>> demand_of(_parser.parse(r"\d+-\d")) == ((DIGIT | WIDE, DASH),), demand_of(_parser.parse(r"\w+"))
    (True, ((),))
    >>> demand_of(_parser.parse(r"a:|b\.\d")) == ((COLON,), (DIGIT | WIDE, DOT))
    True
    """
    ignorecase = bool(tree.state.flags & re.IGNORECASE)
    found = tuple(tuple(sorted(_every(branch, ignorecase))) for branch in _alternatives(list(tree)))
    return found if all(found) else ANYTHING


@cache
def demand_of_rust(pattern: str) -> Demand:
    r"""Return what every match of a Rust regex holds; nothing is promised of one that Python's parser cannot read.

    >>> demand_of_rust(r"[\x{00}-\x{08}\r]"), demand_of_rust(r"\p{L}:"), demand_of_rust("")
    (((4,),), ((),), ((),))
    """
    read = _for_python(pattern)
    if len(pattern) > LONGEST_READ or _ONLY_RUST.search(read):
        return ANYTHING
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return demand_of(_parser.parse(read))
    except (re.error, FutureWarning, DeprecationWarning, RecursionError, OverflowError):
        return ANYTHING


def _for_python(pattern: str) -> str:
    return _CODE.sub(lambda code: rf"\U{int(code[1], 16):08x}", pattern).replace(r"\z", r"\Z")


def joined(demands: Sequence[Demand]) -> Demand:
    """Return what every match of any of several patterns holds."""
    if ANYTHING in demands:
        return ANYTHING
    return tuple(dict.fromkeys(every for demand in demands for every in demand))


def _alternatives(items: list[Any]) -> list[list[Any]]:
    if len(items) == 1 and items[0][0] is sre.BRANCH:
        return [some for branch in items[0][1][1] for some in _alternatives(list(branch))]
    return [items]


def _every(items: Any, ignorecase: bool) -> set[int]:
    """Return kinds of which each match of a sequence holds one character each."""
    found: set[int] = set()
    for op, argument in items:
        if op is sre.LITERAL or op is sre.IN:
            found.add(_one(op, argument, ignorecase))
        elif op is sre.BRANCH:
            branches = [_every(branch, ignorecase) for branch in argument[1]]
            found.add(reduce(or_, map(_rarest, branches)) if all(branches) else 0)
        elif op in _REPEATS and argument[0] > 0:
            found |= _every(argument[2], ignorecase)
        elif op is sre.SUBPATTERN:
            _, add, remove, inner = argument
            inside = (ignorecase or bool(add & re.IGNORECASE)) and not remove & re.IGNORECASE
            found |= _every(inner, inside)
        elif op is sre.ATOMIC_GROUP:
            found |= _every(argument, ignorecase)
    return found - {0}


def _rarest(found: set[int]) -> int:
    return min(found, key=lambda kind: (bool(kind & (DOT | WIDE)), kind.bit_count(), kind))


def _one(op: Any, argument: Any, ignorecase: bool) -> int:
    """Return the kinds of what stands at one place, 0 where it may be of none of them."""
    ranges, digits = [], 0
    for kind, value in [(op, argument)] if op is sre.LITERAL else argument:
        if kind is sre.LITERAL:
            ranges.append((value, value))
        elif kind is sre.RANGE:
            ranges.append(value)
        elif kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            digits = DIGIT | WIDE
        else:
            return 0
    if ignorecase and any(high >= 0x80 for _, high in ranges):
        return 0  # some of them, as the sign of kelvin, are letters of ASCII in another case
    codes = {min(code, 0x80) for low, high in ranges for code in range(low, min(high, 0x80) + 1)}
    codes |= {0x80 for _, high in ranges if high >= 0x80}
    of_codes = [_OF_BYTE[code] for code in codes]
    return reduce(or_, of_codes, digits) if all(of_codes) else 0
