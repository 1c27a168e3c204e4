"""{"text"} or {"content"}: plain text for mistral-finetune."""

from typing import Any

from curate.wires import text

KINDS = text.KINDS


def reads(line: dict[str, Any]) -> bool:
    return isinstance(line.get("text", line.get("content")), str)


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = dict(example.get("extra", {}))
    key = extra.pop("wire", {}).get("key", "text")
    return {key: example["text"]} | extra


def read(line: dict[str, Any]) -> dict[str, Any]:
    if "text" in line:
        return text.read(line)
    extra = {key: value for key, value in line.items() if key != "content"}
    return {"text": line["content"], "extra": extra | {"wire": {"key": "content"}}}
