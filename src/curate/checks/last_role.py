"""The last message must come from one role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit

SCOPE = "record"


@dataclass(frozen=True)
class Params:
    role: str = "assistant"


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit the role of the last message where it is another."""
    messages = record.get("messages") or [{}]
    role = messages[-1].get("role")
    if role != params.role:
        yield Hit(f"/messages/{len(messages) - 1}/role", {"role": role})
