"""The last message must come from one role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    role: str = "assistant"
    unless: tuple[str, ...] = ()  # keys of records that are judged otherwise: chosen, completion ...


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit the role of the last message where it is another."""
    messages = record.get("messages")
    if not isinstance(messages, list) or not messages or any(key in record for key in params.unless):
        return
    last = messages[-1]
    role = last.get("role") if isinstance(last, dict) else None
    if role != params.role:
        yield Hit(f"/messages/{len(messages) - 1}/role", {"role": role})
