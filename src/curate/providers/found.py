"""A hit of a check of a provider, and how it may name a place and a value of the row."""

import re
from typing import Any, NamedTuple

import orjson

from curate.wording import json_kind

_NAME_LIKE = re.compile(r"[A-Za-z_][A-Za-z0-9_./:-]{0,39}")
_MOST_SHOWN = 1e6  # a longer number may be one of somebody's


class Found(NamedTuple):
    """A hit of a shape or a rule, before a severity and a message are put to it (curate.providers.report).

    `pointer` is RFC 6901 into the record; `values` fill the placeholders of the rule's message; `outcome` is a word of
    curate.providers.outcome.
    """

    rule: str
    pointer: str
    values: dict[str, Any]
    outcome: str


def plain(value: Any) -> str:
    """Show a short name or number of a row; anything else only by its kind, because it may be personal data.

    >>> plain("bot"), plain(2), plain("call me at 555 0100"), plain(None)
    ('bot', '2', 'text of 19 characters', 'null')
    """
    if isinstance(value, bool) or value is None:
        return orjson.dumps(value).decode()
    if isinstance(value, int | float):
        return repr(value) if abs(value) < _MOST_SHOWN else "a large number"
    if isinstance(value, str):
        return value if is_name(value) else f"text of {len(value):,} characters"
    return json_kind(value)


def is_name(text: str) -> bool:
    """Tell whether a text looks like a key or the name of a role, and so may be shown.

    >>> is_name("tool_calls"), is_name("ann@example.org")
    (True, False)
    """
    return _NAME_LIKE.fullmatch(text) is not None


def step(at: str, key: str) -> str:
    """Lengthen an RFC 6901 pointer by one key."""
    return f"{at}/{key.replace('~', '~0').replace('/', '~1')}"
