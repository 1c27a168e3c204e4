"""{"text": "..."}: plain text, language modelling. A service may take parts in its place; they are kept as they are."""

from typing import Any

from curate.wires.extra import keys_of, with_extra

KINDS = ("text",)


def reads(line: dict[str, Any]) -> bool:
    return "text" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    return {"text": example["text"]} | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    return with_extra({"text": line["text"]}, line, {"text"})
