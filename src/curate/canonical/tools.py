"""Tool declarations and tool calls of several dialects -> OpenAI's, with `arguments` as a JSON text."""

from collections import deque
from typing import Any

import orjson

from curate.canonical import FormatError, Reading
from curate.model import Severity
from curate.parsing.strict_json import parse_embedded

# null is a value in these keys of a JSON Schema; anywhere else a null key is padding of a table loader
_MAY_BE_NULL = {"default", "const", "example"}


def read_tools(value: Any, at: str, reading: Reading) -> list[dict[str, Any]]:
    """Read `tools` given as a list, one object or a JSON text; none where it is empty."""
    if isinstance(value, str):
        if not value.strip():
            return []
        value = _loads(value, at, "tools")
    if value is None:
        return []
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        raise FormatError(at, "tools must be a list")
    return [_tool(tool, f"{at}/{index}", reading) for index, tool in enumerate(value)]


def _tool(tool: Any, at: str, reading: Reading) -> dict[str, Any]:
    if isinstance(tool, str):
        tool = _loads(tool, at, "tool")
    if not isinstance(tool, dict):
        raise FormatError(at, "a tool must be an object")
    bare: dict[str, Any] = _without_nulls(tool)
    if bare != tool:
        reading.note("format/null-padding", at, "null keys in a tool schema, the mark of a table loader, are stripped",
                     Severity.WARNING)  # fmt: skip
    if "function" in bare or "name" not in bare:
        return bare
    schema = bare.get("parameters", bare.get("input_schema", bare.get("inputSchema")))
    function = {
        k: v for k, v in bare.items() if k not in ("type", "parameters", "input_schema", "inputSchema")
    }
    return {"type": "function", "function": function | ({} if schema is None else {"parameters": schema})}


def _without_nulls(node: Any) -> Any:
    if isinstance(node, dict):
        return {k: _without_nulls(v) for k, v in node.items() if v is not None or k in _MAY_BE_NULL}
    return [_without_nulls(item) for item in node] if isinstance(node, list) else node


def read_calls(value: Any, at: str, reading: Reading) -> list[dict[str, Any]]:
    """Read `tool_calls` of a message: OpenAI's, or bare {name, arguments}, as a list, one object or a JSON text."""
    if isinstance(value, str):
        value = _loads(value, at, "tool_calls")
        reading.note(
            "format/json-text", at, f"{at.rpartition(chr(47))[2]} was a JSON text and has been parsed"
        )
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        raise FormatError(at, "tool calls must be a list")
    return [read_call(call, f"{at}/{index}", reading) for index, call in enumerate(value)]


def read_call(call: Any, at: str, reading: Reading) -> dict[str, Any]:
    """Read one call; an id that is missing stays missing, see `link_calls`."""
    if isinstance(call, str):
        call = _loads(call, at, "call")
    if not isinstance(call, dict):
        raise FormatError(at, "a tool call must be an object")
    function = call.get("function")
    if function is None:
        function = {"name": call.get("name"), "arguments": call.get("arguments", call.get("parameters"))}
        rest = {"id": call["id"]} if isinstance(call.get("id"), str) else {}
    elif isinstance(function, dict):
        rest = {k: v for k, v in call.items() if k != "function" and v is not None}
    else:
        raise FormatError(f"{at}/function", "must be an object")
    if not isinstance(function.get("name"), str):
        raise FormatError(at, "a tool call without a name")
    arguments = read_arguments(function.get("arguments"), f"{at}/function/arguments", reading)
    return rest | {"type": rest.get("type", "function"), "function": function | {"arguments": arguments}}


def read_arguments(value: Any, at: str, reading: Reading) -> str:
    r"""Return arguments as a JSON text: objects are written, a text inside a text is decoded once.

    >>> read_arguments({"city": "Oslo"}, "", Reading()), read_arguments('"{\\"n\\": 1}"', "", Reading())
    ('{"city":"Oslo"}', '{"n": 1}')
    """
    if isinstance(value, str):
        if value[:1] == '"':
            try:
                inner = parse_embedded(value)
            except ValueError:
                return value
            if isinstance(inner, str) and inner.lstrip()[:1] == "{":
                reading.note(
                    "format/double-encoded", at, "arguments were JSON inside a JSON text; decoded once"
                )
                return inner
        return value
    reading.note("format/arguments-to-text", at, "arguments were not text and are written as a JSON text")
    return orjson.dumps({} if value is None else value).decode()


def link_calls(messages: list[dict[str, Any]], at: str, reading: Reading) -> None:
    """Give calls without an id one, and results without one the id of the oldest call that waits, in place."""
    number = 0
    waiting: deque[str] = deque()
    for index, message in enumerate(messages):
        for call in message.get("tool_calls") or ():
            number += 1
            if "id" not in call:
                call["id"] = f"call_{number}"
                reading.note("format/call-id", f"{at}/{index}", "the tool call had no id and got one")
            waiting.append(call["id"])
        if message["role"] == "tool":
            if "tool_call_id" not in message and waiting:
                message["tool_call_id"] = waiting[0]
            if message.get("tool_call_id") in waiting:
                waiting.remove(message["tool_call_id"])


def _loads(text: str, at: str, what: str) -> Any:
    try:
        return parse_embedded(text)
    except ValueError as error:
        raise FormatError(at, f"{what} is text that is not JSON: {error}") from None
