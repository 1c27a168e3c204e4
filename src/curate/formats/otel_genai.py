"""OpenTelemetry spans of a model: `gen_ai.input.messages` and `gen_ai.output.messages`, objects or JSON texts.

Covers: text, tool_call, tool_call_response and reasoning parts, `gen_ai.system_instructions`,
`gen_ai.tool.definitions`; the attributes of a row itself, or under `attributes`.
Does not cover: files; they are left out with a warning.
"""

from typing import Any

import orjson

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.answers import unpacked
from curate.canonical.roles import role_of
from curate.canonical.single import with_system
from curate.canonical.tools import link_calls, read_arguments, read_tools
from curate.model import Severity
from curate.wording import shown

_IN, _OUT = "gen_ai.input.messages", "gen_ai.output.messages"
_SYSTEM, _TOOLS = "gen_ai.system_instructions", "gen_ai.tool.definitions"
_USED = frozenset({_IN, _OUT, _SYSTEM, _TOOLS})


def accepts(record: dict[str, Any]) -> bool:
    return _IN in _attributes(record)


def _attributes(record: dict[str, Any]) -> dict[str, Any]:
    inner = record.get("attributes")
    return inner if _IN not in record and isinstance(inner, dict) else record


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    attributes = _attributes(record)
    messages: list[dict[str, Any]] = []
    for key in (_IN, _OUT):
        turns = unpacked(attributes.get(key))
        if not isinstance(turns, list | None):
            raise FormatError(f"/{key}", "must be a list of messages")
        for index, turn in enumerate(turns or ()):
            messages += _messages(turn, f"/{key}/{index}", reading)
    link_calls(messages, f"/{_IN}", reading)
    system = unpacked(attributes.get(_SYSTEM))
    if isinstance(system, list):
        system = "\n\n".join(str(part.get("content", "")) for part in system if isinstance(part, dict))
    fields: dict[str, Any] = {"messages": with_system(system, messages)}
    if tools := read_tools(unpacked(attributes.get(_TOOLS)), f"/{_TOOLS}", reading):
        fields["tools"] = tools
    rest = {key: value for key, value in attributes.items() if key not in _USED}
    return example(reading, record if attributes is record else record | {"attributes": rest}, _USED, fields)


def _messages(turn: Any, at: str, reading: Reading) -> list[dict[str, Any]]:
    """Return the results that a turn holds, and what it says or calls."""
    role = role_of(turn.get("role")) if isinstance(turn, dict) else None
    if role not in ("system", "developer", "user", "assistant", "tool"):
        raise FormatError(f"{at}/role", "must be system, user, assistant or tool")
    parts = turn.get("parts")
    if not isinstance(parts, list):
        raise FormatError(f"{at}/parts", "must be a list")
    results: list[dict[str, Any]] = []
    texts: list[str] = []
    message: dict[str, Any] = {"role": role, "content": None}
    for index, part in enumerate(parts):
        here, kind = f"{at}/parts/{index}", part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("content"), str):
            texts.append(part["content"])
        elif kind == "reasoning" and isinstance(part.get("content"), str):
            message["reasoning_content"] = part["content"]
            reading.note(
                "format/reasoning", here, "reasoning is kept apart from the answer, as reasoning_content"
            )
        elif kind == "tool_call" and isinstance(part.get("name"), str):
            arguments = read_arguments(part.get("arguments"), here, reading)
            function = {"name": part["name"], "arguments": arguments}
            call = _id(part, "id") | {"type": "function", "function": function}
            message.setdefault("tool_calls", []).append(call)
        elif kind == "tool_call_response":
            said = part.get("response", part.get("result"))
            said = said if isinstance(said, str) else orjson.dumps(said).decode()
            results.append({"role": "tool", "content": said} | _id(part, "tool_call_id"))
        else:
            about = f"a part of type {shown(kind)} cannot be carried into the messages"
            reading.note("format/block-left-out", here, about, Severity.WARNING)
    if texts:
        message["content"] = "\n\n".join(texts)
    if turn.get("finish_reason") in ("length", "content_filter"):
        about = f"the service stopped the answer before its end ({turn['finish_reason']})"
        reading.note("format/answer-cut", f"{at}/finish_reason", about, Severity.WARNING)
    return results + ([message] if len(message) > 2 or texts or not results else [])


def _id(part: dict[str, Any], key: str) -> dict[str, str]:
    return {key: part["id"]} if isinstance(part.get("id"), str) else {}
