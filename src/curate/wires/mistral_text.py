"""{"text"} or {"content"}: plain text for mistral-finetune."""

from typing import Any

from curate.wires import text
from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "mistral_text"
KINDS = text.KINDS


def reads(line: dict[str, Any]) -> bool:
    return isinstance(line.get("text", line.get("content")), str)


def emit(example: dict[str, Any]) -> dict[str, Any]:
    return {hidden_of(example, LAYOUT).get("key", "text"): example["text"]} | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    if "text" in line:
        return text.read(line)
    return with_extra({"text": line["content"]}, line, {"content"}, LAYOUT, {"key": "content"})
