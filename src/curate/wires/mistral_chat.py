"""{"messages"} or {"interactions"}, {"tools"} or {"available_tools"}: chat rows of mistral-finetune."""

from typing import Any

from curate.wires import openai_chat
from curate.wires.extra import hidden_of

LAYOUT = "mistral_chat"
KINDS = openai_chat.KINDS
_NAMES = {"interactions": "messages", "available_tools": "tools"}


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line or "interactions" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    names = hidden_of(example, LAYOUT)
    return {names.get(key, key): value for key, value in openai_chat.emit(example).items()}


def read(line: dict[str, Any]) -> dict[str, Any]:
    used = {ours: theirs for theirs, ours in _NAMES.items() if theirs in line and ours not in line}
    theirs = {name: ours for ours, name in used.items()}
    example = openai_chat.read({theirs.get(key, key): value for key, value in line.items()})
    return example | ({"extra": example.get("extra", {}) | {"wire": {LAYOUT: used}}} if used else {})
