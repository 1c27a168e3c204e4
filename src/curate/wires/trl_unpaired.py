"""{"prompt", "completion", "label"}: one answer and whether it is wanted."""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra
from curate.wires.trl_preference import turns

LAYOUT = "trl_unpaired"
KINDS = ("unpaired",)


def reads(line: dict[str, Any]) -> bool:
    return "completion" in line and "label" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {"prompt": example["messages"], "completion": example["completion"]}
    for key in hidden_of(example, LAYOUT).get("texts", ()):
        line[key] = line[key][0]["content"]
    line["label"] = example["label"]
    line |= {"tools": example["tools"]} if "tools" in example else {}
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    example = {
        "messages": turns(line["prompt"], "user"),
        "completion": turns(line["completion"], "assistant"),
        "label": line["label"],
    } | ({"tools": line["tools"]} if "tools" in line else {})
    texts = [key for key in ("prompt", "completion") if isinstance(line[key], str)]
    hidden = {"texts": texts} if texts else {}
    return with_extra(example, line, ("prompt", "completion", "label", "tools"), LAYOUT, hidden)
