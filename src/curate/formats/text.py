"""Plain texts: `text` alone with whatever else the row says about it; language modelling, not chat."""

from typing import Any

from curate.canonical import Parsed, Reading, example


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str)


def parse(record: dict[str, Any]) -> Parsed:
    return example(Reading(), record, frozenset({"text"}), {"text": record["text"]})
