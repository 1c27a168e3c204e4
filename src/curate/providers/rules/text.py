"""Marks in the text that a file has been through something: loader damage, unfilled templates."""

import re
from typing import Any

from curate.providers.dialects import parsed
from curate.providers.found import step
from curate.providers.rules import Check, Hits, Scene, reads_text
from curate.providers.rules.answer import text_of

_PLACEHOLDER = re.compile(r"\{\{ ?[A-Za-z_][\w.]{0,30} ?\}\}")


def quoted(scene: Scene) -> Check:
    """Hit a row in which every text begins and ends with a quotation mark and is a JSON string."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        if (
            turns
            and _is_quoted(turns[0].get("content"))
            and all(_is_quoted(turn.get("content")) for turn in turns)
        ):
            yield scene.at, {}

    return reads_text(check)


def _is_quoted(text: Any) -> bool:
    return (
        isinstance(text, str)
        and len(text) > 1
        and text[0] == text[-1] == '"'
        and isinstance(parsed(text), str)
    )


def placeholder(scene: Scene, roles: tuple[str, ...] = ("assistant",)) -> Check:
    """Hit an answer with an unfilled {{placeholder}}."""

    def check(record: dict[str, Any]) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            if turn["role"] not in roles or "{{" not in (text := text_of(turn.get("content"))):
                continue
            if match := _PLACEHOLDER.search(text):
                yield f"{scene.at}/{index}/content", {"name": match[0]}

    return reads_text(check)


def null_padded(scene: Scene, keys: list[str]) -> Check:
    """Hit a field that holds null keys below its top."""

    def check(record: dict[str, Any]) -> Hits:
        for key in keys:
            if place := _null(parsed(record.get(key)), f"/{key}"):
                yield place, {"key": key}

    return check


def _null(value: Any, at: str) -> str:
    """Return the pointer of the first null key below a value, empty where there is none."""
    if isinstance(value, dict):
        for key, item in value.items():
            if found := step(at, key) if item is None else _null(item, step(at, key)):
                return found
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if found := _null(item, f"{at}/{index}"):
                return found
    return ""
