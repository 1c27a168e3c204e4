"""Dolly rows: `instruction`, `context`, `response`, `category`; the context comes after a blank line."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.single import joined, text

BEFORE = ("alpaca", "text")
_USED = frozenset({"instruction", "context", "response"})


def accepts(record: dict[str, Any]) -> bool:
    return record.keys() >= _USED


def parse(record: dict[str, Any]) -> Parsed:
    context = "" if record["context"] is None else text(record, "context")
    messages = [
        {"role": "user", "content": joined("\n\n", text(record, "instruction"), context)},
        {"role": "assistant", "content": text(record, "response")},
    ]
    return example(Reading(), record, _USED, {"messages": messages})
