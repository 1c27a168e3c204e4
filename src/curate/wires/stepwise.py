"""{"prompt", "completions", "labels"}: the steps of one answer and whether each is right."""

from typing import Any

from curate.wires.extra import keys_of, with_extra

KINDS = ("stepwise",)


def reads(line: dict[str, Any]) -> bool:
    return "completions" in line and "labels" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {
        "prompt": example["messages"][0]["content"],
        "completions": example["completions"],
        "labels": example["labels"],
    }
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    example = {
        "messages": [{"role": "user", "content": line["prompt"]}],
        "completions": line["completions"],
        "labels": line["labels"],
    }
    return with_extra(example, line, ("prompt", "completions", "labels"))
