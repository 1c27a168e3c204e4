"""{"conversations", "chosen": {"from", "value"}, "rejected": {...}}: pairs as LLaMA-Factory reads them."""

from typing import Any

from curate.wires.extra import keys_of, with_extra
from curate.wires.sharegpt import LAYOUT, head, message_of, read_head, turn_of

KINDS = ("preference",)
ONE_MESSAGE = True  # a side
_USED = ("conversations", "system", "tools", "chosen", "rejected")


def reads(line: dict[str, Any]) -> bool:
    return "conversations" in line and "chosen" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    sides = {key: turn_of(example[key][-1]) for key in ("chosen", "rejected")}
    return head(example) | sides | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    example, hidden = read_head(line)
    n = len(line["conversations"])
    example |= {key: [message_of(line[key], n)] for key in ("chosen", "rejected")}
    return with_extra(example, line, _USED, LAYOUT, hidden)
