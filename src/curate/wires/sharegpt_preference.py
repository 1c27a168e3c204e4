"""{"conversations", "chosen": {"from", "value"}, "rejected": {...}}: pairs as LLaMA-Factory reads them."""

from typing import Any

from curate.wires.sharegpt import head, message_of, read_head, turn_of

KINDS = ("preference",)
ONE_MESSAGE = True  # a side
_USED = ("conversations", "system", "tools", "chosen", "rejected")


def reads(line: dict[str, Any]) -> bool:
    return "conversations" in line and "chosen" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = {key: value for key, value in example.get("extra", {}).items() if key != "wire"}
    sides = {key: turn_of(example[key][-1]) for key in ("chosen", "rejected")}
    return head(example) | sides | extra


def read(line: dict[str, Any]) -> dict[str, Any]:
    example, hidden = read_head(line)
    n = len(line["conversations"])
    example |= {key: [message_of(line[key], n)] for key in ("chosen", "rejected")}
    extra = {key: value for key, value in line.items() if key not in _USED}
    extra |= {"wire": hidden} if hidden else {}
    return example | ({"extra": extra} if extra else {})
