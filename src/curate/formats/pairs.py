"""Rows whose `conversation` is a list of {human, assistant} pairs, optionally with `system`, also in the first one."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.single import turn, with_system

BEFORE = ("sharegpt",)
_ASKED, _ANSWERED = ("human", "user", "input", "question"), ("assistant", "gpt", "bot", "output", "answer")


def accepts(record: dict[str, Any]) -> bool:
    return _keys(record) is not None


def _keys(record: dict[str, Any]) -> tuple[str, str, str] | None:
    """Return the names of the list, the question and the answer."""
    name = "conversation" if "conversation" in record else "conversations"
    pairs = record.get(name)
    if not isinstance(pairs, list) or not pairs or not isinstance(pairs[0], dict):
        return None
    asked = next((key for key in _ASKED if key in pairs[0]), None)
    answered = next((key for key in _ANSWERED if key in pairs[0]), None)
    return (name, asked, answered) if asked and answered else None


def parse(record: dict[str, Any]) -> Parsed:
    name, asked, answered = _keys(record) or ("conversation", "human", "assistant")
    reading = Reading()
    system, taken = record.get("system"), [asked, answered]
    if not system and isinstance(record[name][0].get("system"), str):
        system, taken = record[name][0]["system"], [asked, answered, "system"]
    messages: list[dict[str, Any]] = []
    for index, pair in enumerate(record[name]):
        at = f"/{name}/{index}"
        messages += turn(pair, asked, answered, at=at)
        if left := {
            key: value for key, value in pair.items() if key not in (taken if index == 0 else taken[:2])
        }:
            reading.left[at] = left
    return example(
        reading,
        record,
        frozenset({name, "system"}),
        {"messages": with_system(system, messages)},
    )
