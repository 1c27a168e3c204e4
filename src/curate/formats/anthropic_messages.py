"""Anthropic Messages rows: `system` apart, tool_use and tool_result blocks, tools with `input_schema`.

Results stand in a user turn there; here each becomes a tool message, before what else the user says.
"""

from typing import Any

import orjson

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.blocks import Turn, append_turn
from curate.canonical.content import read_content
from curate.canonical.single import with_system
from curate.canonical.tools import read_tools

BEFORE = ("openai_chat",)
TELLING = frozenset({"system", "tools"})
_BLOCKS = ("tool_use", "tool_result", "thinking", "redacted_thinking")
_USED = frozenset({"messages", "system", "tools"})


def accepts(record: dict[str, Any]) -> bool:
    messages = record.get("messages")
    if (
        not isinstance(messages, list)
        or not messages
        or not isinstance(messages[0], dict)
        or "role" not in messages[0]
    ):
        return False
    tools = record.get("tools")
    if isinstance(tools, list) and tools and isinstance(tools[0], dict) and "input_schema" in tools[0]:
        return True
    if isinstance(record.get("system"), str | list):
        return True
    contents = [m["content"] for m in messages if type(m) is dict and type(m.get("content")) is list]
    return any(
        isinstance(block, dict) and block.get("type") in _BLOCKS for content in contents for block in content
    )


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages: list[dict[str, Any]] = []
    for index, message in enumerate(record["messages"]):
        at = f"/messages/{index}"
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant", "system"):
            raise FormatError(f"{at}/role", "must be user or assistant")
        append_turn(
            messages, message["role"], _turn(message.get("content"), f"{at}/content", reading), reading
        )
        if left := {key: value for key, value in message.items() if key not in ("role", "content")}:
            reading.left[at] = left
    system = read_content(record.get("system"), "/system", reading).content
    if isinstance(system, list):
        system = "\n\n".join(part["text"] for part in system if isinstance(part.get("text"), str))
    fields: dict[str, Any] = {"messages": with_system(system, messages)}
    if tools := read_tools(record.get("tools"), "/tools", reading):
        fields["tools"] = tools
    return example(reading, record, _USED, fields)


def _turn(content: Any, at: str, reading: Reading) -> Turn:
    turn = Turn()
    if not isinstance(content, list):
        turn.content = read_content(content, at, reading).content
        return turn
    rest: list[Any] = []
    for index, block in enumerate(content):
        here = f"{at}/{index}"
        kind = block.get("type") if isinstance(block, dict) else None
        if kind == "tool_use":
            turn.calls.append(_call(block, here))
        elif kind == "tool_result":
            turn.results.append(_result(block, here, reading))
        elif kind == "image" and isinstance(block.get("source"), dict):
            rest.append({"type": "image_url", "image_url": {"url": _url(block["source"])}})
        elif kind == "redacted_thinking":
            reading.note(
                "format/reasoning-lost", here, "redacted reasoning cannot be carried over and is left out"
            )
        elif isinstance(block, dict):
            rest.append(
                {
                    key: value
                    for key, value in block.items()
                    if key not in ("cache_control", "citations", "signature")
                }
            )
        else:
            rest.append(block)
    read = read_content(rest, at, reading)
    turn.thoughts += read.thoughts
    turn.content = read.content
    return turn


def _call(block: dict[str, Any], at: str) -> dict[str, Any]:
    if not isinstance(block.get("name"), str) or not isinstance(block.get("id"), str):
        raise FormatError(at, "a tool_use block needs an id and a name")
    arguments = orjson.dumps(block.get("input") or {}).decode()
    return {
        "id": block["id"],
        "type": "function",
        "function": {"name": block["name"], "arguments": arguments},
    }


def _result(block: dict[str, Any], at: str, reading: Reading) -> dict[str, Any]:
    if not isinstance(block.get("tool_use_id"), str):
        raise FormatError(at, "a tool_result block needs a tool_use_id")
    if block.get("is_error"):
        reading.note("format/result-error-flag", at, "the is_error mark of a tool result is left out")
    content = block.get("content")
    if isinstance(content, list):
        texts = [part.get("text") for part in content if isinstance(part, dict)]
        if all(isinstance(text, str) for text in texts):
            content = "\n".join(str(text) for text in texts)
        else:
            images = [p for p in content if isinstance(p, dict) and isinstance(p.get("source"), dict)]
            parts = [
                {"type": "image_url", "image_url": {"url": _url(p["source"])}} if p in images else p
                for p in content
            ]
            content = read_content(parts, f"{at}/content", reading).content
    else:
        content = read_content(content, f"{at}/content", reading).content
    return {
        "role": "tool",
        "tool_call_id": block["tool_use_id"],
        "content": "" if content is None else content,
    }


def _url(source: dict[str, Any]) -> str:
    if isinstance(source.get("url"), str):
        return str(source["url"])
    return f"data:{source.get('media_type', 'image/png')};base64,{source.get('data', '')}"
