"""Items of OpenAI's Responses: messages, calls, results and reasoning in one flat list -> canonical messages."""

from typing import Any

from curate.canonical import FormatError, Reading
from curate.canonical.messages import read_message
from curate.canonical.tools import read_arguments
from curate.model import Severity
from curate.wording import shown

_TYPES = frozenset({"message", "function_call", "function_call_output", "reasoning", "item_reference"})
_NO_FUNCTION = ("_call", "_call_output", "mcp_list_tools", "mcp_approval_request", "mcp_approval_response")
_OWN_KEYS = frozenset({"id", "status", "type", "phase"})
_PART_KEYS = frozenset({"annotations", "logprobs"})


def is_item(value: Any) -> bool:
    """Tell whether a value is an item: a type that is known, or the short form of a message."""
    if not isinstance(value, dict):
        return False
    return str(value.get("type")) in _TYPES or _is_other_call(value) or value.keys() >= {"role", "content"}


def _is_other_call(item: dict[str, Any]) -> bool:
    """Tell whether an item calls a tool that is no function, or answers such a call."""
    return str(item.get("type")).endswith(_NO_FUNCTION)


def read_items(items: list[Any], at: str, reading: Reading) -> list[dict[str, Any]]:
    """Return the messages of a list of items; calls that follow one another are one message, ids may be missing."""
    messages: list[dict[str, Any]] = []
    thoughts: list[str] = []
    after: dict[str, Any] | None = None  # the assistant's message that a call belongs to
    for index, item in enumerate(items):
        here = f"{at}/{index}"
        if not isinstance(item, dict):
            raise FormatError(here, "an item must be an object")
        kind = item.get("type") or "message"
        if kind == "reasoning":
            thoughts += _thoughts(item, here, reading)
        elif kind == "message":
            messages.append(_message(item, here, reading))
            after = messages[-1] if messages[-1]["role"] == "assistant" else None
        elif kind == "function_call":
            if after is None:
                after = {"role": "assistant", "content": None}
                messages.append(after)
            after.setdefault("tool_calls", []).append(_call(item, here, reading))
        elif kind == "function_call_output":
            messages.append(_result(item, here, reading))
            after = None
        elif _is_other_call(item):
            reading.left[here] = item
            about = "a call of a tool that is no function has no place in a chat and is kept aside"
            reading.note("format/other-call", here, about, Severity.WARNING)
        else:
            raise FormatError(here, f"an item of type {shown(kind)} cannot be read")
        if thoughts and after is not None:
            after["reasoning_content"] = "\n\n".join(thoughts)
            thoughts = []
    return messages


def _message(item: dict[str, Any], at: str, reading: Reading) -> dict[str, Any]:
    content = item.get("content")
    if isinstance(content, list):
        content = [_part(part, f"{at}/content/{place}", reading) for place, part in enumerate(content)]
    rest = {key: value for key, value in item.items() if key not in _OWN_KEYS}
    return read_message(rest | {"content": content}, at, reading)


def _part(part: Any, at: str, reading: Reading) -> Any:
    """Bring a part to the names of chat rows; what an answer cites has no place there."""
    if not isinstance(part, dict):
        return part
    if part.get("annotations"):
        reading.note("format/citations", f"{at}/annotations", "the sources that an answer cites are left out")
    if part.get("type") == "input_image" and isinstance(part.get("image_url"), str):
        detail = {"detail": part["detail"]} if isinstance(part.get("detail"), str) else {}
        return {"type": "image_url", "image_url": {"url": part["image_url"]} | detail}
    return {key: value for key, value in part.items() if key not in _PART_KEYS}


def _thoughts(item: dict[str, Any], at: str, reading: Reading) -> list[str]:
    """Return the texts of the reasoning itself, or of its summary."""
    for key in ("content", "summary"):
        parts = item.get(key)
        parts = parts if isinstance(parts, list) else []
        if texts := [p["text"] for p in parts if isinstance(p, dict) and isinstance(p.get("text"), str)]:
            about = "reasoning is kept apart from the answer, as reasoning_content"
            reading.note("format/reasoning", at, about)
            return texts
    if item.get("encrypted_content"):
        about = "redacted reasoning cannot be carried over and is left out"
        reading.note("format/reasoning-lost", at, about)
    return []


def _call(item: dict[str, Any], at: str, reading: Reading) -> dict[str, Any]:
    if not isinstance(item.get("name"), str):
        raise FormatError(at, "a tool call without a name")
    arguments = read_arguments(item.get("arguments"), f"{at}/arguments", reading)
    call = {"type": "function", "function": {"name": item["name"], "arguments": arguments}}
    return {"id": item["call_id"]} | call if isinstance(item.get("call_id"), str) else call


def _result(item: dict[str, Any], at: str, reading: Reading) -> dict[str, Any]:
    output = item.get("output")
    result = {"role": "tool", "content": "" if output is None else output}
    if isinstance(item.get("call_id"), str):
        result["tool_call_id"] = item["call_id"]
    return _message(result, at, reading)
