"""Is there anything to learn? Rules about the trained part of a row."""

from typing import Any

from curate.providers.found import plain, step
from curate.providers.rules import Check, Hits, Scene
from curate.wording import json_kind

BLANK = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"


def text_of(content: Any) -> str:
    """Join the text of a content: a string, or the text and refusal parts of a list."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        texts = (part.get("text") or part.get("refusal") for part in content if isinstance(part, dict))
        return "".join(text for text in texts if isinstance(text, str))
    return ""


def nothing(
    scene: Scene, role: str = "assistant", content: str = "content", blank: bool = False, weights: bool = True
) -> Check:
    """Hit a row without any trained turn: no answer, every weight 0, or (with `blank`) every answer empty.

    Without `weights` the target reads none, and every answer is trained.
    """

    def check(record: dict[str, Any]) -> Hits:
        answers = [turn for turn in scene.turns(record) if turn["role"] == role]
        trained = [turn for turn in answers if not weights or turn.get("weight") != 0]
        if not answers:
            yield scene.at, {"why": f"no {role} turn"}
        elif not trained:
            yield scene.at, {"why": f"every {role} turn has weight 0"}
        elif blank and not any(
            text_of(turn.get(content)).strip(BLANK)
            or turn.get("tool_calls") or turn.get("function_call") or turn.get("refusal")
            for turn in trained
        ):  # fmt: skip
            yield scene.at, {"why": f"every {role} turn is empty"}

    return check


def empty(
    scene: Scene, roles: tuple[str, ...] = ("assistant",), exact: bool = False, also: str = "content"
) -> Check:
    """Hit a turn of these roles whose text is empty and that calls nothing.

    White space counts as empty unless `exact`; `also` names another key that may hold the text.
    """

    def check(record: dict[str, Any]) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            if (
                turn["role"] not in roles
                or turn.get("tool_calls")
                or turn.get("function_call")
                or turn.get("refusal")
            ):
                continue
            content = turn.get("content") or turn.get(also)
            if isinstance(content, list) and any(
                isinstance(p, dict) and p.get("type") not in (None, "text") for p in content
            ):
                continue
            text = text_of(content)
            if not (text if exact else text.strip(BLANK)):
                yield f"{scene.at}/{index}/content", {"role": plain(turn["role"])}

    return check


def empty_field(scene: Scene, keys: list[str]) -> Check:
    """Hit a top-level text that is empty."""

    def check(record: dict[str, Any]) -> Hits:
        for key in keys:
            if isinstance(record.get(key), str) and not record[key].strip(BLANK):
                yield f"/{key}", {"key": key}

    return check


def nothing_in_turns(scene: Scene, key: str, role: str = "assistant") -> Check:
    """Hit a field that is a list of turns without an answer; a finished text is taken as it is."""

    def check(record: dict[str, Any]) -> Hits:
        turns = record.get(key)
        if isinstance(turns, list) and not any(
            turn["role"] == role and text_of(turn.get("content")).strip(BLANK) for turn in turns
        ):
            yield f"/{key}", {"why": f"no {role} turn with text"}

    return check


def empty_side(scene: Scene, sides: list[str]) -> Check:
    """Hit an answer of a preference row that is empty and calls nothing."""

    def check(record: dict[str, Any]) -> Hits:
        for side in sides:
            for index, turn in enumerate(record.get(side) or ()):
                if not text_of(turn.get("content")) and not turn.get("tool_calls"):
                    yield f"/{side}/{index}/content", {"role": plain(turn["role"])}

    return check


def content_and_calls(scene: Scene) -> Check:
    """Hit a turn that both says something and calls something, where it may do one."""

    def check(record: dict[str, Any]) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            if turn.get("tool_calls") and (turn.get("content") or turn.get("text")):
                yield f"{scene.at}/{index}", {}

    return check


def mixed_parts(scene: Scene) -> Check:
    """Hit a conversation whose content is text in one turn and a list of parts in another; empty content is neither."""

    def check(record: dict[str, Any]) -> Hits:
        kinds = [type(turn.get("content") or None) for turn in scene.turns(record)]
        if list in kinds and str in kinds:
            early, late = sorted((kinds.index(list), kinds.index(str)))
            yield f"{scene.at}/{late}/content", {"n": early}

    return check


def weight_place(scene: Scene, roles: tuple[str, ...] = ("assistant",)) -> Check:
    """Hit a weight on a turn of another role."""

    def check(record: dict[str, Any]) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            if turn.get("weight") is not None and turn["role"] not in roles:
                yield f"{scene.at}/{index}/weight", {"role": plain(turn["role"])}

    return check


def weight_unread(scene: Scene) -> Check:
    """Hit the first weight 0 of a row where the target reads no weights: the turn is trained all the same."""

    def check(record: dict[str, Any]) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            if turn.get("weight") == 0 and turn["role"] == "assistant":
                yield f"{scene.at}/{index}/weight", {}
                return

    return check


def reference_text(scene: Scene, key: str) -> Check:
    """Hit a reference that is no text, in an object of named references."""

    def check(record: dict[str, Any]) -> Hits:
        references = record.get(key)
        for name, value in references.items() if isinstance(references, dict) else ():
            if not isinstance(value, str):
                yield step(f"/{key}", name), {"seen": json_kind(value)}

    return check
