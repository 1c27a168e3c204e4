"""{"text"}, and for preferences {"text", "rejected_text", "prompt"}: a cell is a list of turns, for a chat template."""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra

LAYOUT = "autotrain_table"
KINDS = ("chat", "text", "preference")
_USED = ("text", "rejected_text", "prompt")


def reads(line: dict[str, Any]) -> bool:
    return "text" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    if "chosen" not in example:
        return {"text": example["text"] if "text" in example else example["messages"]} | keys_of(example)
    asked, hidden = example["messages"], hidden_of(example, LAYOUT)
    line: dict[str, Any] = {"text": asked + example["chosen"], "rejected_text": asked + example["rejected"]}
    if hidden.get("texts"):
        line = {key: side[-1]["content"] for key, side in line.items()}
    line |= hidden.get("prompt", {"prompt": asked})
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    if "rejected_text" in line:
        prompt = {"prompt": {"prompt": line["prompt"]} if "prompt" in line else {}}
        sides = [line["text"], line["rejected_text"]]
        chosen, rejected = [
            [{"role": "assistant", "content": side}] if isinstance(side, str) else side for side in sides
        ]
        texts = all(isinstance(side, str) for side in sides)
        example = {"messages": [], "chosen": chosen, "rejected": rejected}
        return with_extra(example, line, _USED, LAYOUT, prompt | ({"texts": True} if texts else {}))
    key = "text" if isinstance(line["text"], str) else "messages"
    return with_extra({key: line["text"]}, line, _USED)
