"""Rows of `query` and `response`, with earlier turns in `history` and an optional `system`."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.history import turns
from curate.canonical.media import note_media
from curate.canonical.single import turn, with_system

_USED = frozenset({"query", "response", "history", "system"})


def accepts(record: dict[str, Any]) -> bool:
    return "query" in record and "response" in record


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages = turns(record.get("history"), "/history") + turn(record, "query", "response")
    note_media(record, reading)
    return example(reading, record, _USED, {"messages": with_system(record.get("system"), messages)})
