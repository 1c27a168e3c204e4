"""{"text"}, and for preferences {"text", "rejected_text", "prompt"}: a cell is a list of turns, for a chat template."""

from typing import Any

KINDS = ("chat", "text", "preference")


def reads(line: dict[str, Any]) -> bool:
    return "text" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = {key: value for key, value in example.get("extra", {}).items() if key != "wire"}
    if "chosen" not in example:
        return {"text": example["text"] if "text" in example else example["messages"]} | extra
    asked, hidden = example["messages"], example.get("extra", {}).get("wire", {})
    line: dict[str, Any] = {"text": asked + example["chosen"], "rejected_text": asked + example["rejected"]}
    if hidden.get("texts"):
        line = {key: side[-1]["content"] for key, side in line.items()}
    line |= hidden.get("prompt", {"prompt": asked})
    return line | extra


def read(line: dict[str, Any]) -> dict[str, Any]:
    extra = {key: value for key, value in line.items() if key not in ("text", "rejected_text", "prompt")}
    if "rejected_text" in line:
        prompt = {"prompt": {"prompt": line["prompt"]} if "prompt" in line else {}}
        sides = [line["text"], line["rejected_text"]]
        chosen, rejected = [
            [{"role": "assistant", "content": side}] if isinstance(side, str) else side for side in sides
        ]
        texts = all(isinstance(side, str) for side in sides)
        example = {"messages": [], "chosen": chosen, "rejected": rejected}
        return example | {"extra": extra | {"wire": prompt | ({"texts": True} if texts else {})}}
    key = "text" if isinstance(line["text"], str) else "messages"
    return {key: line["text"]} | ({"extra": extra} if extra else {})
