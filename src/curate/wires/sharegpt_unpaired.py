"""{"conversations", "kto_tag"}: one answer, the last turn, and whether it is wanted."""

from typing import Any

from curate.wires.extra import keys_of, with_extra
from curate.wires.sharegpt import LAYOUT, head, read_head

KINDS = ("unpaired",)
_USED = ("conversations", "system", "tools", "kto_tag")


def reads(line: dict[str, Any]) -> bool:
    return "conversations" in line and "kto_tag" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    whole = example | {"messages": [*example["messages"], *example["completion"]]}
    return head(whole) | {"kto_tag": example["label"]} | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    example, hidden = read_head(line)
    *messages, last = example["messages"]
    example |= {"messages": messages, "completion": [last], "label": line["kto_tag"]}
    return with_extra(example, line, _USED, LAYOUT, hidden)
