"""Where tool calls, results, declarations and answers stand in each dialect of a line.

A dialect is what the rules need to know about a layout: three functions over the parsed line. `openai` is
role/content messages, `converse` is Bedrock's content blocks, `gemini` is contents and parts.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson


class Call(NamedTuple):
    """A tool call: the turn that makes it (from 0), its place in the line, and what it calls."""

    turn: int
    pointer: str
    id: str | None
    name: str
    arguments: Any  # parsed; None where the text is not JSON


class Result(NamedTuple):
    """What a tool answered: its turn (from 0), its place in the line, and the id or name of the call it answers."""

    turn: int
    pointer: str
    id: str | None
    name: str | None


class Tool(NamedTuple):
    """A declared tool: its place in the line, its name, and the JSON Schema of its arguments as it stands there."""

    pointer: str
    name: str
    schema: Any


class Dialect(NamedTuple):
    """How a layout writes tools: `calls` and `results` take the turns and the pointer to them, `tools` the line."""

    calls: Callable[[list[dict[str, Any]], str], Iterator[Call]]
    results: Callable[[list[dict[str, Any]], str], Iterator[Result]]
    tools: Callable[[dict[str, Any]], Iterator[Tool]]


def parsed(text: Any) -> Any:
    """Return the JSON value of a text; a value that is no text as it is; None for text that is not JSON."""
    if not isinstance(text, str):
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def known_id(value: Any) -> str | None:
    """Return an id; of a value of another type its JSON text, because some services do not look at ids."""
    return value if value is None or isinstance(value, str) else orjson.dumps(value).decode()


def entries(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list; of a JSON text, the objects of the list in it; of anything else, none."""
    value = parsed(value)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _openai_calls(messages: list[dict[str, Any]], at: str) -> Iterator[Call]:
    for turn, message in enumerate(messages):
        for index, call in enumerate(entries(message.get("tool_calls"))):
            function = call.get("function")
            if isinstance(function, dict) and isinstance(function.get("name"), str):
                pointer = f"{at}/{turn}/tool_calls/{index}"
                arguments = parsed(function.get("arguments"))
                yield Call(turn, pointer, known_id(call.get("id")), function["name"], arguments)
        old = message.get("function_call")
        if isinstance(old, dict) and isinstance(old.get("name"), str):
            yield Call(turn, f"{at}/{turn}/function_call", None, old["name"], parsed(old.get("arguments")))


def _openai_results(messages: list[dict[str, Any]], at: str) -> Iterator[Result]:
    for turn, message in enumerate(messages):
        if message["role"] == "tool":
            yield Result(turn, f"{at}/{turn}", known_id(message.get("tool_call_id")), message.get("name"))


def _openai_tools(record: dict[str, Any]) -> Iterator[Tool]:
    for holder, at in ((record, ""), (record.get("input"), "/input")):
        if not isinstance(holder, dict):
            continue
        for index, tool in enumerate(entries(holder.get("tools"))):
            function = tool.get("function", tool)
            if isinstance(function, dict) and isinstance(function.get("name"), str):
                yield Tool(f"{at}/tools/{index}", function["name"], function.get("parameters"))
        for index, function in enumerate(entries(holder.get("functions"))):
            if isinstance(function.get("name"), str):
                yield Tool(f"{at}/functions/{index}", function["name"], function.get("parameters"))


def _blocks(messages: list[dict[str, Any]], at: str, key: str, holder: str) -> Iterator[tuple[int, str, Any]]:
    for turn, message in enumerate(messages):
        blocks = message.get(holder)
        for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
            if isinstance(block, dict) and isinstance(block.get(key), dict):
                yield turn, f"{at}/{turn}/{holder}/{index}/{key}", block[key]


def _converse_calls(messages: list[dict[str, Any]], at: str) -> Iterator[Call]:
    for turn, pointer, use in _blocks(messages, at, "toolUse", "content"):
        yield Call(turn, pointer, known_id(use.get("toolUseId")), str(use.get("name", "")), use.get("input"))


def _converse_results(messages: list[dict[str, Any]], at: str) -> Iterator[Result]:
    for turn, pointer, result in _blocks(messages, at, "toolResult", "content"):
        yield Result(turn, pointer, known_id(result.get("toolUseId")), None)


def _converse_tools(record: dict[str, Any]) -> Iterator[Tool]:
    config = record.get("toolConfig")
    for index, tool in enumerate(entries(config.get("tools")) if isinstance(config, dict) else ()):
        spec = tool.get("toolSpec")
        if isinstance(spec, dict) and isinstance(spec.get("name"), str):
            schema = spec.get("inputSchema")
            schema = schema.get("json") if isinstance(schema, dict) else schema
            yield Tool(f"/toolConfig/tools/{index}", spec["name"], schema)


def _either(messages: list[dict[str, Any]], at: str, *keys: str) -> Iterator[tuple[int, str, Any]]:
    found = [block for key in keys for block in _blocks(messages, at, key, "parts")]
    return iter(sorted(found, key=lambda block: block[0]))


def _gemini_calls(messages: list[dict[str, Any]], at: str) -> Iterator[Call]:
    for turn, pointer, call in _either(messages, at, "functionCall", "function_call"):
        yield Call(turn, pointer, known_id(call.get("id")), str(call.get("name", "")), call.get("args", {}))


def _gemini_results(messages: list[dict[str, Any]], at: str) -> Iterator[Result]:
    for turn, pointer, result in _either(messages, at, "functionResponse", "function_response"):
        yield Result(turn, pointer, known_id(result.get("id")), str(result.get("name", "")))


def _gemini_tools(record: dict[str, Any]) -> Iterator[Tool]:
    for outer, tool in enumerate(entries(record.get("tools"))):
        for key in ("functionDeclarations", "function_declarations"):
            for index, function in enumerate(entries(tool.get(key))):
                if isinstance(function.get("name"), str):
                    pointer = f"/tools/{outer}/{key}/{index}"
                    yield Tool(pointer, function["name"], function.get("parametersJsonSchema"))


DIALECTS = {
    "openai": Dialect(_openai_calls, _openai_results, _openai_tools),
    "converse": Dialect(_converse_calls, _converse_results, _converse_tools),
    "sharegpt": Dialect(lambda turns, at: iter(()), lambda turns, at: iter(()), lambda record: iter(())),
    "gemini": Dialect(_gemini_calls, _gemini_results, _gemini_tools),
}
