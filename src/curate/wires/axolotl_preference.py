"""{"messages", "chosen": message, "rejected": message}: chat_template.default pairs of Axolotl."""

from typing import Any

from curate.wires.extra import keys_of, with_extra

KINDS = ("preference",)
ONE_MESSAGE = True  # a side
_USED = ("messages", "chosen", "rejected")


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line and isinstance(line.get("chosen"), dict)


def emit(example: dict[str, Any]) -> dict[str, Any]:
    sides = {"chosen": example["chosen"][-1], "rejected": example["rejected"][-1]}
    return {"messages": example["messages"]} | sides | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    example = {"messages": line["messages"], "chosen": [line["chosen"]], "rejected": [line["rejected"]]}
    return with_extra(example, line, _USED)
