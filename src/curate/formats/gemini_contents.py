"""Gemini rows: `contents` of {role: user or model, parts}, `systemInstruction`, tools of functionDeclarations.

Calls have no ids there: they get one, and each response the id of the oldest waiting call of its name.
"""

from typing import Any

import orjson

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.blocks import Turn, append_turn
from curate.canonical.single import with_system
from curate.wording import shown

_SYSTEM = ("systemInstruction", "system_instruction")
_ROLES = {"user": "user", "model": "assistant", "assistant": "assistant", "function": "user", "tool": "user"}
_SCHEMA_TYPES = ("STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT")


def accepts(record: dict[str, Any]) -> bool:
    contents = record.get("contents")
    return isinstance(contents, list) and (
        not contents or (isinstance(contents[0], dict) and "parts" in contents[0])
    )


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages: list[dict[str, Any]] = []
    calls: list[dict[str, Any]] = []
    results: list[dict[str, Any]] = []
    for index, content in enumerate(record["contents"]):
        at = f"/contents/{index}"
        if not isinstance(content, dict):
            raise FormatError(at, "a content must be an object")
        role = _ROLES.get(str(content.get("role", "user")))
        if role is None:
            raise FormatError(f"{at}/role", f"unknown role {shown(content['role'])}")
        turn = Turn()
        parts: list[dict[str, Any]] = []
        for place, part in enumerate(_parts(content, at)):
            _part(part, f"{at}/parts/{place}", turn, parts, calls, results, reading)
        turn.content = parts or None
        append_turn(messages, role, turn, reading)
    system_key = next((key for key in _SYSTEM if key in record), "")
    system = _system(record.get(system_key), f"/{system_key}")
    fields: dict[str, Any] = {"messages": with_system(system, messages)}
    if tools := _tools(record.get("tools")):
        fields["tools"] = tools
    return example(reading, record, frozenset({"contents", "tools", system_key}), fields)


def _parts(content: dict[str, Any], at: str) -> list[Any]:
    parts = content.get("parts")
    if isinstance(parts, dict):
        return [parts]
    if not isinstance(parts, list):
        raise FormatError(f"{at}/parts", "must be a list")
    return parts


def _part(
    part: Any, at: str, turn: Turn, parts: list[dict[str, Any]],
    calls: list[dict[str, Any]], results: list[dict[str, Any]], reading: Reading,
) -> None:  # fmt: skip
    """Read one part into the turn; `calls` and `results` are all of this record so far."""
    if not isinstance(part, dict):
        raise FormatError(at, "a part must be an object")
    if isinstance(call := part.get("functionCall", part.get("function_call")), dict):
        function = {"name": str(call.get("name")), "arguments": orjson.dumps(call.get("args") or {}).decode()}
        ident = call["id"] if isinstance(call.get("id"), str) else f"call_{len(calls) + 1}"
        calls.append({"id": ident, "type": "function", "function": function})
        turn.calls.append(calls[-1])
    elif isinstance(answer := part.get("functionResponse", part.get("function_response")), dict):
        done = {result.get("tool_call_id", "") for result in results}
        results.append(_result(answer, calls, done))
        turn.results.append(results[-1])
    elif isinstance(part.get("text"), str):
        if part.get("thought"):
            turn.thoughts.append(part["text"])
            reading.note(
                "format/reasoning", at, "reasoning is kept apart from the answer, as reasoning_content"
            )
        else:
            parts.append({"type": "text", "text": part["text"]})
    elif isinstance(data := part.get("inlineData", part.get("inline_data")), dict):
        kind = data.get("mimeType", data.get("mime_type", ""))
        parts.append(
            {"type": "image_url", "image_url": {"url": f"data:{kind};base64,{data.get('data', '')}"}}
        )
    elif isinstance(file := part.get("fileData", part.get("file_data")), dict):
        url = file.get("fileUri", file.get("file_uri", ""))
        kind = str(file.get("mimeType", file.get("mime_type", "image/")))
        parts.append(
            {"type": "image_url", "image_url": {"url": url}}
            if kind.startswith("image/")
            else {"type": "file"} | file
        )
    else:
        raise FormatError(at, f"a part of unknown kind: {shown(', '.join(part)) or 'none'}")


def _result(answer: dict[str, Any], calls: list[dict[str, Any]], done: set[str]) -> dict[str, Any]:
    """Make a tool message; where the response has no id it answers the oldest open call of its name."""
    name, response = str(answer.get("name")), answer.get("response")
    ident = answer.get("id")
    if not isinstance(ident, str):
        open_calls = (c["id"] for c in calls if c["function"]["name"] == name and c["id"] not in done)
        ident = next(open_calls, None)
    if ident is not None:
        done.add(ident)
    content = response if isinstance(response, str) else orjson.dumps(response).decode()
    return {"role": "tool", "content": content} | ({"tool_call_id": ident} if ident else {"name": name})


def _system(value: Any, at: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if not isinstance(value, dict):
        raise FormatError(at, "must be text or an object with parts")
    texts = [part.get("text") for part in _parts(value, at) if isinstance(part, dict)]
    return "\n\n".join(text for text in texts if isinstance(text, str))


def _tools(value: Any) -> list[dict[str, Any]]:
    found = []
    for tool in value if isinstance(value, list) else ():
        declared = (
            tool.get("functionDeclarations", tool.get("function_declarations"))
            if isinstance(tool, dict)
            else None
        )
        if not isinstance(declared, list | None):
            raise FormatError("/tools", "the declarations of functions must be a list")
        for function in declared or ():
            if isinstance(function, dict):
                found.append({"type": "function", "function": _small_types(function)})
    return found


def _small_types(node: Any) -> Any:
    """Write OpenAPI's capital type names as JSON Schema's."""
    if isinstance(node, dict):
        return {
            key: value.lower() if key == "type" and value in _SCHEMA_TYPES else _small_types(value)
            for key, value in node.items()
        }
    return [_small_types(item) for item in node] if isinstance(node, list) else node
