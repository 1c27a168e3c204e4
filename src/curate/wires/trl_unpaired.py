"""{"prompt", "completion", "label"}: one answer and whether it is wanted."""

from typing import Any

from curate.wires.trl_preference import turns

KINDS = ("unpaired",)


def reads(line: dict[str, Any]) -> bool:
    return "completion" in line and "label" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = example.get("extra", {})
    line: dict[str, Any] = {"prompt": example["messages"], "completion": example["completion"]}
    for key in extra.get("wire", {}).get("texts", ()):
        line[key] = line[key][0]["content"]
    line["label"] = example["label"]
    line |= {"tools": example["tools"]} if "tools" in example else {}
    return line | {key: value for key, value in extra.items() if key != "wire"}


def read(line: dict[str, Any]) -> dict[str, Any]:
    example = {
        "messages": turns(line["prompt"], "user"),
        "completion": turns(line["completion"], "assistant"),
        "label": line["label"],
    } | ({"tools": line["tools"]} if "tools" in line else {})
    extra = {
        key: value for key, value in line.items() if key not in ("prompt", "completion", "label", "tools")
    }
    if texts := [key for key in ("prompt", "completion") if isinstance(line[key], str)]:
        extra["wire"] = {"texts": texts}
    return example | ({"extra": extra} if extra else {})
