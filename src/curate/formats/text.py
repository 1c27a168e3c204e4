"""Plain texts: `text` with whatever else the row says about it; language modelling, not chat.

Does not cover: single messages of a conversation tree (`text` and `role`), which need their parents.
"""

from typing import Any

from curate.canonical import Parsed, Reading, example


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and "role" not in record


def parse(record: dict[str, Any]) -> Parsed:
    return example(Reading(), record, frozenset({"text"}), {"text": record["text"]})
