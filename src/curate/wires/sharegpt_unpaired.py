"""{"conversations", "kto_tag"}: one answer, the last turn, and whether it is wanted."""

from typing import Any

from curate.wires.sharegpt import head, read_head

KINDS = ("unpaired",)
_USED = ("conversations", "system", "tools", "kto_tag")


def reads(line: dict[str, Any]) -> bool:
    return "conversations" in line and "kto_tag" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = {key: value for key, value in example.get("extra", {}).items() if key != "wire"}
    whole = example | {"messages": [*example["messages"], *example["completion"]]}
    return head(whole) | {"kto_tag": example["label"]} | extra


def read(line: dict[str, Any]) -> dict[str, Any]:
    example, hidden = read_head(line)
    *messages, last = example["messages"]
    example |= {"messages": messages, "completion": [last], "label": line["kto_tag"]}
    extra = {key: value for key, value in line.items() if key not in _USED}
    extra |= {"wire": hidden} if hidden else {}
    return example | ({"extra": extra} if extra else {})
