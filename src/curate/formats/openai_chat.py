"""OpenAI chat rows: `messages`, optionally `tools`; the canonical form itself."""

from typing import Any

from curate.formats import FormatError

ROLES = {"system", "developer", "user", "assistant", "tool", "function"}
KEYS = {"messages", "tools", "parallel_tool_calls", "functions"}


def accepts(record: dict[str, Any]) -> bool:
    messages = record.get("messages")
    return (
        isinstance(messages, list)
        and bool(messages)
        and isinstance(messages[0], dict)
        and "role" in messages[0]
    )


def parse(record: dict[str, Any]) -> dict[str, Any]:
    messages = record["messages"]
    for index, message in enumerate(messages):
        at = f"/messages/{index}"
        if not isinstance(message, dict):
            raise FormatError(at, "a message must be an object")
        if message.get("role") not in ROLES:
            raise FormatError(f"{at}/role", f"unknown role {message.get('role')!r}")
        if not isinstance(message.get("content"), str | list | None):
            raise FormatError(f"{at}/content", "content must be text, a list of parts or null")
    known = {key: value for key, value in record.items() if key in KEYS}
    extra = {key: value for key, value in record.items() if key not in KEYS}
    return known | ({"extra": extra} if extra else {})


def emit(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "extra"}
