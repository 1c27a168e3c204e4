"""What every line layout needs of an example: the first place where an example lacks it.

Covers   the lists of messages that its kind has; a role, content and calls of each message; tools.
Does not cover: what only some services ask for. That is found in the line, once there is one.
"""

from collections.abc import Iterator
from typing import Any

import orjson

SIDES = ("chosen", "rejected", "completion")


def first_broken(example: dict[str, Any]) -> str | None:
    """Return the pointer of the first part that no line can be written from, or None.

    >>> first_broken({"messages": [{"role": "user", "content": "hi"}, {"role": "assistant"}]})
    '/messages/1/content'
    >>> first_broken({"messages": [], "chosen": [], "rejected": [{"role": "assistant", "content": "a"}]})
    '/chosen'
    """
    return next(_broken(example), None)


def _broken(example: dict[str, Any]) -> Iterator[str]:
    for key in ("messages", *SIDES):
        messages = example.get(key, [])
        if not isinstance(messages, list) or (key in SIDES and key in example and not messages):
            yield f"/{key}"
            continue
        for index, message in enumerate(messages):
            if not isinstance(message, dict):
                yield f"/{key}/{index}"
            else:
                yield from (f"/{key}/{index}{at}" for at in _of_message(message))
    for key, inner in (("tools", "function"), ("functions", None)):
        tools = example.get(key, [])
        if not isinstance(tools, list):
            yield f"/{key}"
            continue
        for index, tool in enumerate(tools):
            function = tool.get(inner) if inner and isinstance(tool, dict) else tool
            if not isinstance(function, dict) or not isinstance(function.get("name"), str):
                yield f"/{key}/{index}"
    if "wire" in example.get("extra", {}):
        yield "/extra/wire"  # where layouts keep what only they know; here somebody else's


def _of_message(message: dict[str, Any]) -> Iterator[str]:
    role = message.get("role")
    if not isinstance(role, str):
        yield "/role"
    for key, needed_by in (("tool_call_id", "tool"), ("name", "function")):
        if not isinstance(message.get(key), str if role == needed_by else str | None):
            yield f"/{key}"
    content = message.get("content", 0)
    calling = content is None and role == "assistant"
    if not calling and not isinstance(content, str) and not _are_parts(content):
        yield "/content"
    calls = message.get("tool_calls") or []
    if not isinstance(calls, list):
        yield "/tool_calls"
        return
    for index, call in enumerate(calls):
        if not isinstance(call, dict) or not _is_call(call.get("function")) or not _is_text(call.get("id")):
            yield f"/tool_calls/{index}"
    if "function_call" in message and not _is_call(message["function_call"]):
        yield "/function_call"


def _are_parts(content: Any) -> bool:
    """Tell whether a content is a list of parts; a text part has a text."""
    if not isinstance(content, list) or not all(isinstance(part, dict) for part in content):
        return False
    return all(
        _is_text(part.get("type", ""))
        and _is_text(part.get("text", None if part.get("type") == "text" else ""))
        for part in content
    )


def _is_call(function: Any) -> bool:
    """Tell whether a call has a name, and arguments that are JSON text."""
    if not isinstance(function, dict) or not _is_text(function.get("name")):
        return False
    try:
        orjson.loads(function.get("arguments") or "{}")
    except (TypeError, orjson.JSONDecodeError):
        return False
    return _is_text(function.get("arguments"))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
