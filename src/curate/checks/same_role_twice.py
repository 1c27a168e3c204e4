"""Two messages of one role in a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import SIDES, text_of

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    roles: tuple[str, ...] = ("user", "assistant")


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit each message that follows one of the same role; calls are left to the tool rules. values: role."""
    for side in SIDES:
        messages = record.get(side)
        if not isinstance(messages, list):
            continue
        before: dict[str, Any] = {}
        for index, message in enumerate(messages):
            if not isinstance(message, dict):
                continue
            role = message.get("role")
            # `let me look` and the call behind it often stand in two messages: one turn, which templates take
            called = any(m.get("tool_calls") or m.get("function_call") for m in (before, message))
            if (
                role in params.roles
                and role == before.get("role")
                and not called
                and _same_speaker(before, message)
            ):
                yield Hit(f"/{side}/{index}/role", {"role": role})
            before = message


def _same_speaker(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one.get("name") == other.get("name"))


def fix(record: dict[str, Any], params: Params) -> dict[str, Any]:
    """Join neighbours of one role whose content is text, with a blank line between them."""
    out = dict(record)
    for side in SIDES:
        messages = record.get(side)
        if not isinstance(messages, list):
            continue
        joined: list[Any] = []
        for message in messages:
            before = joined[-1] if joined else {}
            if _joinable(before, message, params):
                joined[-1] = {**before, "content": f"{text_of(before)}\n\n{text_of(message)}"}
            else:
                joined.append(message)
        out[side] = joined
    return out


def _joinable(before: Any, message: Any, params: Params) -> bool:
    return (
        isinstance(before, dict)
        and isinstance(message, dict)
        and message.get("role") in params.roles
        and before.keys() == message.keys() == {"role", "content"}
        and before["role"] == message["role"]
        and isinstance(before["content"], str)
        and isinstance(message["content"], str)
    )
