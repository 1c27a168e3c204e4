"""{"messages", "chosen": message, "rejected": message}: chat_template.default pairs of Axolotl."""

from typing import Any

KINDS = ("preference",)
ONE_MESSAGE = True  # a side
_USED = ("messages", "chosen", "rejected")


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line and isinstance(line.get("chosen"), dict)


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = {key: value for key, value in example.get("extra", {}).items() if key != "wire"}
    sides = {"chosen": example["chosen"][-1], "rejected": example["rejected"][-1]}
    return {"messages": example["messages"]} | sides | extra


def read(line: dict[str, Any]) -> dict[str, Any]:
    example = {"messages": line["messages"], "chosen": [line["chosen"]], "rejected": [line["rejected"]]}
    extra = {key: value for key, value in line.items() if key not in _USED}
    return example | ({"extra": extra} if extra else {})
