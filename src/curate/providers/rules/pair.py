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
    """Hit a preference prompt with more than one turn beside the instruction, where single turns are compared."""

    def check(record: dict[str, Any]) -> Hits:
        n = sum(turn["role"] != "system" for turn in scene.turns(record))
        if n > 1:
            yield scene.at, {"n": n}

    return check


def one_is_prefix(scene: Scene, sides: list[str]) -> Check:
    """Hit two texts of which one begins with the other: the common prefix is taken for the prompt."""
    left, right = sides

    def check(record: dict[str, Any]) -> Hits:
        first, second = record.get(left), record.get(right)
        if "prompt" in record or not (isinstance(first, str) and isinstance(second, str)) or first == second:
            return
        if first.startswith(second) or second.startswith(first):
            yield f"/{right}", {}

    return check


def mixed_forms(scene: Scene, keys: list[str]) -> Check:
    """Hit a row whose fields are partly text and partly lists of turns."""

    def check(record: dict[str, Any]) -> Hits:
        texts = [key for key in keys if isinstance(record.get(key), str)]
        lists = [key for key in keys if isinstance(record.get(key), list)]
        if texts and lists:
            yield f"/{texts[0]}", {"texts": ", ".join(texts), "lists": ", ".join(lists)}

    return check


def same_length(scene: Scene, sides: list[str]) -> Check:
    """Hit lists that must have one entry for each other and do not; a row without these keys is left alone."""
    left, *others = sides

    def check(record: dict[str, Any]) -> Hits:
        for right in others if left in record else ():
            if len(record[left]) != len(record[right]):
                values = {"left": left, "right": right, "n": len(record[left]), "other": len(record[right])}
                yield f"/{right}", values

    return check


def scores(scene: Scene) -> Check:
    """Hit completions that have the same score."""

    def check(record: dict[str, Any]) -> Hits:
        values = [completion["score"] for completion in record["completions"]]
        if len(set(values)) < len(values):
            yield "/completions", {}

    return check


def candidates(scene: Scene) -> Check:
    """Hit a row whose candidates are not at the end, or are not one preferred and one other at least."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        for index, turn in enumerate(turns):
            last = index == len(turns) - 1
            if ("candidates" in turn) != last:
                where = "missing in the last turn" if last else "before the last turn"
                yield f"{scene.at}/{index}", {"why": f"candidates are {where}"}
            elif last and len({c["preferenceLabel"] for c in turn["candidates"]}) < 2:
                yield f"{scene.at}/{index}/candidates", {"why": "every candidate has the same label"}

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
    """Hit two conversations that do not begin with the same turn, two texts that do not with the same letter."""
    left, right = sides

    def check(record: dict[str, Any]) -> Hits:
        if "prompt" in record:
            return
        first, second = record.get(left), record.get(right)
        if isinstance(first, list) and isinstance(second, list) and first[:1] != second[:1]:
            yield f"/{right}/0", {}
        elif isinstance(first, str) and isinstance(second, str) and first[:1] != second[:1]:
            yield f"/{right}", {}

    return check
