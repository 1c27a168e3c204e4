"""Step by step answers: `prompt`, `completions` (one text a step) and `labels` (one truth value a step)."""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.sides import read_side

BEFORE = ("prompt_only",)
_USED = frozenset({"prompt", "completions", "labels"})


def accepts(record: dict[str, Any]) -> bool:
    return (
        record.keys() >= _USED
        and isinstance(record["completions"], list)
        and isinstance(record["labels"], list)
    )


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    steps, labels = record["completions"], record["labels"]
    if len(steps) != len(labels):
        raise FormatError("/labels", f"{len(labels)} labels for {len(steps)} steps")
    if not all(isinstance(step, str) for step in steps):
        raise FormatError("/completions", "every step must be text")
    if not all(isinstance(label, bool) for label in labels):
        raise FormatError("/labels", "every label must be true or false")
    prompt = read_side(record["prompt"], "/prompt", "user", reading)
    return example(reading, record, _USED, {"messages": prompt, "completions": steps, "labels": labels})
