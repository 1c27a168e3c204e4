"""{"messages", "tools"?, "parallel_tool_calls"?, "functions"?}: the canonical form itself, other keys in the row."""

from typing import Any

from curate.wires.extra import keys_of, with_extra

KINDS = ("chat", "prompt")
KEYS = ("messages", "tools", "parallel_tool_calls", "functions", "function_call")


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    if "extra" not in example:
        return example
    line = {key: example[key] for key in KEYS if key in example}
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    return with_extra({key: line[key] for key in KEYS if key in line}, line, KEYS)
