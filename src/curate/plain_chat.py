"""Rows of roles and texts and little else, which most data sets are made of, read in one go.

Needs    the bytes of a record, and the formats that come before openai_chat.
Returns  what strict_json, openai_chat and records make of such a row, in half the time; None for every other row, and
         for a row in which anything is to be said or mended: these take the long way (stages/convert.py).
Covers   `messages` of system, user and assistant texts; beside them, texts, numbers and switches that no format
         asks for.
Does not cover: anything nested, keys that are null, developer and tool messages.
"""

import re
from collections.abc import Iterable
from hashlib import blake2b
from operator import itemgetter
from types import ModuleType
from typing import Any, NamedTuple

import orjson

ROLES = frozenset({"system", "user", "assistant"})
_ROLE, _TEXT = itemgetter("role"), itemgetter("content")
_SCALAR = frozenset({str, int, float, bool})
_ROUNDED = re.compile(rb"e\+\d\d")  # a number that lost digits, see strict_json


class Plain(NamedTuple):
    """A canonical example, and its messages column by column."""

    record: str
    kind: str
    content_hash: str
    roles: list[str]
    texts: list[str]


def telling_keys(formats: Iterable[ModuleType]) -> frozenset[str] | None:
    """Return the keys of which a plain row must have none, None where a format does not name its own."""
    keys: set[str] = set()
    for module in formats:
        if (own := getattr(module, "TELLING", None)) is None:
            return None
        keys |= own
    return frozenset(keys)


def read_plain(raw: bytes, telling: frozenset[str], metadata: tuple[str, ...] = ()) -> Plain | None:
    """Read a record of bytes, or return None where it is not plain; `metadata` names the keys to keep, all if empty.

    >>> read_plain(b'{"messages": [{"role": "assistant", "content": "hi"}], "id": 7}', frozenset()).record
    '{"messages":[{"role":"assistant","content":"hi"}],"extra":{"id":7}}'
    >>> read_plain(b'{"messages": [{"role": "assistant", "content": "hi"}], "id": 7, "id": 7}', frozenset())
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None
    if type(value) is not dict or "messages" not in value:
        return None
    messages = value["messages"]
    turns = plain_turns(messages, ROLES)
    if turns is None or not messages:
        return None
    example = value
    if len(value) > 1:
        extra = {key: item for key, item in value.items() if key != "messages"}
        if not telling.isdisjoint(extra) or not _SCALAR.issuperset(map(type, extra.values())):
            return None
        if metadata and not extra.keys() <= set(metadata):
            return None
        example = {"messages": messages, "extra": extra}
    kind = "chat" if "assistant" in turns[0] else "prompt"
    if kind == "prompt" and example is not value:
        return None  # its name is made of all fields
    try:
        text = orjson.dumps(example, option=orjson.OPT_STRICT_INTEGER)
    except TypeError:
        return None
    # what is written has the same quotes, two more for `extra`, unless a key stands twice
    quotes = text.count(b'"') - 2 * (example is not value)
    if raw.count(b'"') != quotes or b"u0022" in raw or (example is not value and _ROUNDED.search(text)):
        return None
    hashed = orjson.dumps({"messages": messages}, option=orjson.OPT_SORT_KEYS)
    return Plain(text.decode(), kind, blake2b(hashed, digest_size=8).hexdigest(), *turns)


def roles_of(example: dict[str, Any]) -> str | None:
    """Return the roles of an example of nothing but roles and texts, its metadata left aside; None for others.

    >>> turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]
    >>> roles_of({"messages": turns, "extra": {"id": 7}}), roles_of({"messages": turns, "tools": []})
    ('user assistant', None)
    """
    turns = turns_of(example)
    return None if turns is None else " ".join(turns[0])


def turns_of(example: dict[str, Any]) -> tuple[list[str], list[str]] | None:
    """Return roles and texts of an example that holds nothing else but metadata, None for others."""
    return None if example.keys() - {"messages", "extra"} else plain_turns(example.get("messages"), ROLES)


def plain_turns(messages: Any, roles: frozenset[str]) -> tuple[list[str], list[str]] | None:
    """Return roles and texts of messages that hold nothing else, None for others; no loop of Python's, for speed."""
    if type(messages) is not list:
        return None
    if not ({*map(type, messages)} <= {dict} and {*map(len, messages)} <= {2}):
        return None
    try:
        spoken = [*map(_ROLE, messages)]
        texts = [*map(_TEXT, messages)]
    except KeyError:
        return None
    if not ({*map(type, spoken)} <= {str} and {*map(type, texts)} <= {str} and roles.issuperset(spoken)):
        return None
    return spoken, texts
