"""Messages as LangChain writes them -> messages with a role, in the names of OpenAI."""

from typing import Any

import orjson

_ROLES = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool", "function": "function"}
_KEPT = ("content", "name", "tool_call_id")


def plain_messages(value: Any) -> list[dict[str, Any]] | None:
    """Return messages of the three forms that LangChain has; None where one of them is none of these.

    >>> plain_messages([{"type": "human", "content": "hi"}, {"type": "ai", "data": {"content": "ho"}}])
    [{'role': 'user', 'content': 'hi'}, {'role': 'assistant', 'content': 'ho'}]
    >>> plain_messages([{"lc": 1, "id": ["langchain", "HumanMessage"], "kwargs": {"content": "hi"}}])
    [{'role': 'user', 'content': 'hi'}]
    """
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], list):
        value = value[0]  # a batch of one
    if not isinstance(value, list) or not value:
        return None
    found = [plain_message(message) for message in value]
    return [message for message in found if message] if all(found) else None


def plain_message(message: Any) -> dict[str, Any] | None:
    """Return one message, or None where it is none of LangChain's."""
    if not isinstance(message, dict) or "role" in message:
        return None
    kind, fields = message.get("type"), message
    if isinstance(message.get("kwargs"), dict) and isinstance(message.get("id"), list) and message["id"]:
        kind, fields = str(message["id"][-1]).partition("Message")[0].lower(), message["kwargs"]
    elif isinstance(message.get("data"), dict):
        fields = message["data"]
    role = _ROLES.get(kind) if isinstance(kind, str) else None
    if role is None or "content" not in fields:
        return None
    result = {"role": role} | {key: fields[key] for key in _KEPT if fields.get(key) is not None}
    if calls := _calls(fields):
        result["tool_calls"] = calls
        if isinstance(result.get("content"), list):
            blocks = [
                b for b in result["content"] if not (isinstance(b, dict) and b.get("type") == "tool_use")
            ]
            result["content"] = blocks or None
    return {"role": role, "content": None} | result


def _calls(fields: dict[str, Any]) -> list[Any]:
    """Return calls in the names of OpenAI; LangChain's own have a name, args and an id."""
    more = fields.get("additional_kwargs")
    calls = fields.get("tool_calls") or (more.get("tool_calls") if isinstance(more, dict) else None)
    return [_call(call) for call in calls] if isinstance(calls, list) else []


def _call(call: Any) -> Any:
    if not isinstance(call, dict) or "args" not in call:
        return call
    function = {"name": call.get("name"), "arguments": orjson.dumps(call["args"]).decode()}
    return ({"id": call["id"]} if isinstance(call.get("id"), str) else {}) | {
        "type": "function",
        "function": function,
    }
