"""Ids of calls for a service that takes nine letters and digits only: the same id becomes the same one, on any day."""

import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

Message = dict[str, Any]
_NINE = re.compile(r"[A-Za-z0-9]{9}")


def other_than_nine(message: Message) -> bool:
    """Tell whether a call or a result of a message has an id of another form."""
    return any(not _NINE.fullmatch(holder[key]) for holder, key in _ids(message))


def with_nine(message: Message) -> Message:
    """Return the message with such ids replaced, in calls and results alike; its own dicts are left alone.

    >>> with_nine({"role": "tool", "tool_call_id": "call_1", "content": "4"})["tool_call_id"]
    '1549bbd55'
    """
    if not other_than_nine(message):
        return message
    new = dict(message)
    if isinstance(new.get("tool_calls"), list):
        new["tool_calls"] = [dict(call) if isinstance(call, dict) else call for call in new["tool_calls"]]
    for holder, key in _ids(new):
        if not _NINE.fullmatch(holder[key]):
            holder[key] = blake2b(holder[key].encode("utf-8", "replace"), digest_size=8).hexdigest()[:9]
    return new


def _ids(message: Message) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the holder of every id of a call, and its key."""
    calls = message.get("tool_calls")
    holders = [(call, "id") for call in (calls if isinstance(calls, list) else ())]
    for holder, key in [*holders, (message, "tool_call_id")]:
        if isinstance(holder, dict) and isinstance(holder.get(key), str):
            yield holder, key
