"""A parsed pattern -> the digits that every match of it holds close together.

Needs    a parse tree of Python's own parser.
Returns  a count: each match holds a chain of so many digits, each at most GAP characters behind the one before it.
         Card, account and phone numbers hold six at least, and few texts do: one cheap regex is asked for all of them.
Does not cover: digits inside look-arounds and back references, which count for nothing; both only lower the count.
"""

from re import _constants as sre  # type: ignore[attr-defined]  # private, as in gates.py
from typing import Any, NamedTuple

GAP = 6  # other characters between two digits of a chain
CLOSE = 6  # digits of a chain that make a text worth a look
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_ZERO_WIDTH = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)
_ENDLESS = 1 << 30


class Chain(NamedTuple):
    """The longest chain that is sure to be in a match, and how many other characters there can be.

    `lead` stand before its first digit at most, `trail` behind its last, `others` in the whole match.
    """

    digits: int
    lead: int
    trail: int
    others: int


_NOTHING = Chain(0, 0, 0, 0)
_DIGIT = Chain(1, 0, 0, 0)


def close_digits(tree: Any) -> int:
    r"""Return the length of the chain of digits that every match holds.

    >>> from re import _parser
    >>> [close_digits(_parser.parse(p)) for p in (r"\d{3}-\d\d-\d{4}", r"\d+\w*\d", r"a|\d", r"(?:4\d|5[0-5])[- ]?\d+")]
    [9, 1, 0, 3]
    """
    return _sequence(tree).digits


def _sequence(items: Any) -> Chain:
    chain = _NOTHING
    for op, argument in items:
        chain = _joined(chain, _item(op, argument))
    return chain


def _item(op: Any, argument: Any) -> Chain:
    if op in _ZERO_WIDTH:
        return _NOTHING
    if op is sre.LITERAL or op is sre.IN:
        digit = _is_digit(argument) if op is sre.LITERAL else all(map(_only_digits, argument))
        return _DIGIT if digit else _others(1)
    if op in (sre.NOT_LITERAL, sre.ANY):
        return _others(1)
    if op is sre.BRANCH:
        return _weakest([_sequence(branch) for branch in argument[1]])
    if op in _REPEATS:
        low, high, inner = argument
        return _repeated(_sequence(inner), low, high)
    if op is sre.SUBPATTERN:
        return _sequence(argument[3])
    if op is sre.ATOMIC_GROUP:
        return _sequence(argument)
    return _others(_ENDLESS)


def _others(count: int) -> Chain:
    return Chain(0, count, count, count)


def _joined(one: Chain, two: Chain) -> Chain:
    """One after the other: the chains become one where little stands between them, else the longer one counts."""
    others = min(_ENDLESS, one.others + two.others)
    if one.digits and two.digits and one.trail + two.lead <= GAP:
        return Chain(one.digits + two.digits, one.lead, two.trail, others)
    if one.digits >= two.digits:
        return Chain(one.digits, one.lead, min(_ENDLESS, one.trail + two.others), others)
    return Chain(two.digits, min(_ENDLESS, one.others + two.lead), two.trail, others)


def _weakest(chains: list[Chain]) -> Chain:
    """Any of several: what holds for each."""
    return Chain(
        min(c.digits for c in chains),
        max(c.lead for c in chains),
        max(c.trail for c in chains),
        max(c.others for c in chains),
    )


def _repeated(inner: Chain, low: int, high: Any) -> Chain:
    chain = _NOTHING
    sure = min(low, 2 * CLOSE)  # no longer chain is asked for
    for _ in range(sure):
        chain = _joined(chain, inner)
    more = _ENDLESS if high is sre.MAXREPEAT else high - sure
    return _joined(chain, _others(min(_ENDLESS, more * inner.others)))


def _is_digit(code: int) -> bool:
    return 0x30 <= code <= 0x39


def _only_digits(item: tuple[Any, Any]) -> bool:
    op, argument = item
    if op is sre.RANGE:
        return _is_digit(argument[0]) and _is_digit(argument[1])
    return (op is sre.LITERAL and _is_digit(argument)) or (
        op is sre.CATEGORY and argument is sre.CATEGORY_DIGIT
    )
