"""{"text": "..."}: plain text, language modelling. A service may take parts in its place; they are kept as they are."""

from typing import Any

KINDS = ("text",)


def reads(line: dict[str, Any]) -> bool:
    return "text" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {"text": example["text"]}
    line |= example.get("extra", {})
    return line


def read(line: dict[str, Any]) -> dict[str, Any]:
    extra = {key: value for key, value in line.items() if key != "text"}
    example: dict[str, Any] = {"text": line["text"]}
    return example | ({"extra": extra} if extra else {})
