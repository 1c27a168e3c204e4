"""{"messages", "tools"?, "parallel_tool_calls"?, "functions"?}: the canonical form itself, other keys in the row."""

from typing import Any

KINDS = ("chat", "prompt")
KEYS = ("messages", "tools", "parallel_tool_calls", "functions", "function_call")


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    if "extra" not in example:
        return example
    line = {key: example[key] for key in KEYS if key in example}
    return line | {key: value for key, value in example["extra"].items() if key != "wire"}


def read(line: dict[str, Any]) -> dict[str, Any]:
    example = {key: line[key] for key in KEYS if key in line}
    extra = {key: value for key, value in line.items() if key not in KEYS}
    return example | ({"extra": extra} if extra else {})
