"""{"prompt", "completions", "labels"}: the steps of one answer and whether each is right."""

from typing import Any

KINDS = ("stepwise",)


def reads(line: dict[str, Any]) -> bool:
    return "completions" in line and "labels" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {
        "prompt": example["messages"][0]["content"],
        "completions": example["completions"],
        "labels": example["labels"],
    }
    line |= example.get("extra", {})
    return line


def read(line: dict[str, Any]) -> dict[str, Any]:
    example = {
        "messages": [{"role": "user", "content": line["prompt"]}],
        "completions": line["completions"],
        "labels": line["labels"],
    }
    extra = {key: value for key, value in line.items() if key not in ("prompt", "completions", "labels")}
    return example | ({"extra": extra} if extra else {})
