"""A recognizer's pattern -> a Rust regex that matches at least the same texts, so that polars can look first.

Needs    a pattern of the `regex` module and its flags.
Returns  a pattern for `str.contains`: where it does not match, the original cannot match.
Covers   what Python's own parser understands; every step of the rewriting only enlarges the language: anchors and
         look-arounds go, character classes grow to what either engine takes for them.
Does not cover  POSIX classes, fuzzy matching, conditionals, flags beyond IGNORECASE, DOTALL and MULTILINE:
         `Untranslatable`, and the caller runs that recognizer without a gate: slow, never wrong.
Source   code points compared one by one, `regex` 2026.11.15 and polars 2.1.0, 2026-11-22; the test repeats it.
"""

import re
import warnings
from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from re import _constants as sre  # type: ignore[attr-defined]  # private: gated() gives up without it
from re import _parser  # type: ignore[attr-defined]  # the same
from typing import Any, NamedTuple

import orjson

from curate.characters import ANYTHING, Demand, demand_of, joined
from curate.engines.gate_digits import CLOSE, GAP, close_digits
from curate.engines.gate_tails import from_first_sign
from curate.resources import folder

# `regex` knows digits and letters that Rust's tables lack
DIGIT = r"\d\x{11DE0}-\x{11DE9}"
DOTTED_I = r"iI\x{130}\x{131}"
GATES = "entities/gates.json"  # beside the rules: name_of -> a gate; tools/make_rule_index.py writes it
ANY = "(?s:.)"
CLOSE_DIGITS = rf"[{DIGIT}](?:[^{DIGIT}]{{0,{GAP}}}[{DIGIT}]){{{CLOSE - 1}}}"

_SUPPORTED = re.IGNORECASE | re.DOTALL | re.MULTILINE | re.UNICODE
_LONGEST_COUNT = 24  # a longer bounded repeat makes a large automaton
_POSIX_CLASS = re.compile(r"\[:\^?\w+:\]")
_CATEGORIES = {
    sre.CATEGORY_DIGIT: DIGIT,
    sre.CATEGORY_NOT_DIGIT: r"\D",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
}
# Signs above U+007F count as words and as what is none. To look for the other case of each takes 2 ms a class, and
# would change nothing: so it is turned off.
_BROAD = {
    sre.CATEGORY_WORD: r"0-9A-Za-z_\x{80}-\x{10FFFF}",
    sre.CATEGORY_NOT_WORD: r"\x00-/:-@\[-\^`\x7B-\x{10FFFF}",
}
_NARROW = {  # inside a negation the class has to shrink instead
    sre.CATEGORY_DIGIT: "0-9",
    sre.CATEGORY_WORD: "0-9A-Za-z_",
    sre.CATEGORY_NOT_WORD: r"\x00-\x2F\x3A-\x40\x5B-\x5E\x60\x7B-\x7F",
    sre.CATEGORY_SPACE: r"\s",
    sre.CATEGORY_NOT_SPACE: r"\S",
}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


class Untranslatable(ValueError):
    """A pattern that has no gate."""


class Gate(NamedTuple):
    """`pattern` is a Rust regex. Cheaper looks come first: every match holds so many digits close together (see
    gate_digits), and characters of some kinds (see characters)."""

    pattern: str
    digits: int
    demand: Demand = ANYTHING


def gate_of(patterns: Sequence[tuple[str, int]]) -> Gate | None:
    """Return one gate for all (pattern, flags) of a recognizer, or None where one of them has no gate.

    Those of our own recognizers are written down: to make them takes a process 50 ms.
    """
    if (name := name_of(patterns)) in (known := _written_down()):
        pattern, digits, demand = known[name]
        return Gate(pattern, digits, tuple(map(tuple, demand)))
    return make_gate(patterns)


def name_of(patterns: Sequence[tuple[str, int]]) -> str:
    """Name patterns by what they are, so that other ones of another version have another name."""
    return blake2b(orjson.dumps(list(patterns)), digest_size=8).hexdigest()


@cache
def _written_down() -> dict[str, Any]:
    known: dict[str, Any] = orjson.loads((folder("rules") / GATES).read_bytes())
    return known


def make_gate(patterns: Sequence[tuple[str, int]]) -> Gate | None:
    """Make the gate anew."""
    try:
        trees = [_with_what_follows(_parse(pattern, flags)) for pattern, flags in patterns]
        digits = min(map(close_digits, trees), default=0)
        rewritten = (_rewritten(t, f, whole=digits > 0) for t, (_, f) in zip(trees, patterns, strict=True))
        return Gate(_tried("|".join(rewritten)), digits, joined([demand_of(tree) for tree in trees]))
    except Untranslatable:
        return None


@cache
def demanded_digits(pattern: str) -> int:
    """Return how many digits, close together, every match of a pattern holds; 0 where that cannot be told."""
    try:
        return close_digits(_parse(pattern, 0))
    except Untranslatable:
        return 0


def to_rust_superset(pattern: str, flags: int, *, whole: bool = True) -> str:
    r"""Rewrite a pattern, or what is left of it from its first sign on; raise Untranslatable.

    >>> to_rust_superset(r"\b[0-9]{3}-(?!00)\w+\b", 0)
    '(?-i:(?:[0-9]){3}\\x{2D}(?:(?-i:[0-9A-Za-z_\\x{80}-\\x{10FFFF}]))+)'
    """
    return _tried(_rewritten(_parse(pattern, flags), flags, whole=whole))


def _rewritten(tree: Any, flags: int, *, whole: bool) -> str:
    ignorecase = bool((tree.state.flags | flags) & re.IGNORECASE)
    body = _Printer(tree.state).sequence(tree if whole else from_first_sign(tree), ignorecase)
    return f"(?{'' if ignorecase else '-'}i:{body})"


def _tried(pattern: str) -> str:
    """Compile a pattern where it will run, and return it; raise Untranslatable for one that would gate nothing."""
    import polars as pl

    from curate.engines.regexes import matching

    try:
        if matching(pl.Series([""]), pattern).item():
            raise Untranslatable("it matches the empty text")
    except pl.exceptions.ComputeError as error:
        raise Untranslatable(f"refused by Rust: {error}") from None
    return pattern


def _parse(pattern: str, flags: int) -> Any:
    if flags & ~_SUPPORTED:
        raise Untranslatable("flags")
    if _POSIX_CLASS.search(pattern):
        raise Untranslatable("a POSIX class")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _parser.parse(pattern, flags)
    except (re.error, RecursionError, OverflowError) as error:
        raise Untranslatable(str(error)) from None
    if tree.state.flags & ~_SUPPORTED:
        raise Untranslatable("flags")
    return tree


def _with_what_follows(tree: Any) -> Any:
    r"""Make a look-ahead that ends a pattern a part of it: what it looks at stands behind each match.

    >>> str(_with_what_follows(_parser.parse(r"a(?=b)(?!bc)"))[1][0])
    'SUBPATTERN'
    """
    for place in reversed(range(len(tree))):
        op, argument = tree[place]
        if op is sre.ASSERT and argument[0] == 1:
            tree[place] = (sre.SUBPATTERN, (None, 0, 0, argument[1]))
        if op not in (sre.AT, sre.ASSERT_NOT):
            break
    return tree


class _Printer:
    """Prints a parse tree; keeps the groups seen for back references."""

    def __init__(self, state: Any) -> None:
        self.state = state
        self.groups: dict[int, tuple[Any, bool]] = {}

    def sequence(self, items: Any, ignorecase: bool) -> str:
        return "".join(self.node(op, argument, ignorecase) for op, argument in items)

    def node(self, op: Any, argument: Any, ignorecase: bool) -> str:
        if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
            return ""
        if op in (sre.ANY, sre.NOT_LITERAL):
            return ANY
        if op is sre.LITERAL:
            return _literal(argument, ignorecase)
        if op is sre.IN:
            return _class(argument, ignorecase)
        if op is sre.BRANCH:
            return "(?:" + "|".join(self.sequence(branch, ignorecase) for branch in argument[1]) + ")"
        if op in _REPEATS:
            low, high, inner = argument
            return f"(?:{self.sequence(inner, ignorecase)}){_count(low, high)}"
        if op is sre.ATOMIC_GROUP:
            return f"(?:{self.sequence(argument, ignorecase)})"
        if op is sre.SUBPATTERN:
            return self.group(argument, ignorecase)
        if op is sre.GROUPREF and argument in self.groups:
            inner, then = self.groups[argument]
            if then == ignorecase:
                return f"(?:{self.sequence(inner, ignorecase)})"
        raise Untranslatable(f"node {op}")

    def group(self, argument: Any, ignorecase: bool) -> str:
        number, add, remove, inner = argument
        if (add | remove) & ~_SUPPORTED:
            raise Untranslatable("flags of a group")
        inside = (ignorecase or bool(add & re.IGNORECASE)) and not remove & re.IGNORECASE
        body = self.sequence(inner, inside)
        if number is not None:
            self.groups[number] = (inner, inside)
        if inside == ignorecase:
            return f"(?:{body})"
        return f"(?{'' if inside else '-'}i:{body})"


def _literal(code: int, ignorecase: bool) -> str:
    if code == ord("{"):
        raise Untranslatable("a literal brace may be fuzzy matching")
    if 0xD800 <= code <= 0xDFFF:
        raise Untranslatable("a lone surrogate")
    if ignorecase and code in (0x49, 0x69, 0x130, 0x131):
        return f"[{DOTTED_I}]"
    return f"\\x{{{code:X}}}"


def _class(items: Any, ignorecase: bool) -> str:
    negated = items[0][0] is sre.NEGATE
    if negated and ignorecase:
        return ANY
    parts, broad = [], []
    for op, argument in items[1:] if negated else items:
        if op is sre.LITERAL:
            parts.append(_range(argument, argument))
            low = high = argument
        elif op is sre.RANGE:
            low, high = argument
            parts.append(_range(low, high))
        elif op is sre.CATEGORY and not negated and argument in _BROAD:
            broad.append(_BROAD[argument])
            continue
        elif op is sre.CATEGORY and argument in (_NARROW if negated else _CATEGORIES):
            parts.append((_NARROW if negated else _CATEGORIES)[argument])
            continue
        else:
            raise Untranslatable(f"{op} {argument} in a class")
        if ignorecase and any(low <= code <= high for code in (0x49, 0x69, 0x130, 0x131)):
            parts.append(DOTTED_I)
    narrow = f"[{'^' if negated else ''}{''.join(parts)}]"
    if not broad:
        return narrow
    whole = f"(?-i:[{''.join(broad)}])"
    return f"(?:{whole}|{narrow})" if parts else whole


def _range(low: int, high: int) -> str:
    if low <= 0xDFFF and high >= 0xD800:
        raise Untranslatable("a range over surrogates")
    plain = all(chr(code).isascii() and chr(code).isalnum() for code in (low, high))
    first, last = (chr(low), chr(high)) if plain else (f"\\x{{{low:X}}}", f"\\x{{{high:X}}}")
    return first if low == high else f"{first}-{last}"


def _count(low: int, high: Any) -> str:
    unbounded = high is sre.MAXREPEAT or high > _LONGEST_COUNT
    low = min(low, _LONGEST_COUNT)
    if unbounded:
        return {0: "*", 1: "+"}.get(low, f"{{{low},}}")
    if low == high:
        return "" if low == 1 else f"{{{low}}}"
    return "?" if (low, high) == (0, 1) else f"{{{low},{high}}}"
