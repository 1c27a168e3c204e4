"""Preference rows: the two sides against each other."""

from typing import Any

from curate.providers.rules import Check, Hits, Scene
from curate.providers.rules.answer import text_of


def identical(scene: Scene, sides: list[str]) -> Check:
    """Hit a row whose two sides are the same, or differ in white space only."""
    left, right = sides

    def check(record: dict[str, Any]) -> Hits:
        first, second = record.get(left), record.get(right)
        if first is None or second is None:
            return
        if first == second:
            yield f"/{right}", {"how": "the same"}
        elif (seen := _words(first)) and seen == _words(second):
            yield f"/{right}", {"how": "the same but for white space"}

    return check


def _words(side: Any) -> list[str]:
    if isinstance(side, str):
        return side.split()
    if isinstance(side, list) and not any(turn.get("tool_calls") for turn in side):
        return " ".join(text_of(turn.get("content")) for turn in side).split()
    return []


def one_turn(scene: Scene) -> Check:
    """Hit a preference prompt with more than one user turn, where the service compares single turns only."""

    def check(record: dict[str, Any]) -> Hits:
        n = sum(turn["role"] == "user" for turn in scene.turns(record))
        if n > 1:
            yield scene.at, {"n": n}

    return check


def has_role(scene: Scene, sides: list[str], role: str = "assistant") -> Check:
    """Hit a side without a turn of the role."""

    def check(record: dict[str, Any]) -> Hits:
        for side in sides:
            turns = record.get(side) or []
            if not any(turn.get("role") == role for turn in turns):
                yield f"/{side}", {"role": role}

    return check


def same_prompt(scene: Scene, sides: list[str]) -> Check:
    """Hit two conversations that do not begin with the same turn."""
    left, right = sides

    def check(record: dict[str, Any]) -> Hits:
        if "prompt" in record:
            return
        first, second = record.get(left), record.get(right)
        if isinstance(first, list) and isinstance(second, list) and first[:1] != second[:1]:
            yield f"/{right}/0", {}

    return check
