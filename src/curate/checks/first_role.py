"""Who speaks first, after the system message."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    role: str = "user"
    after: tuple[str, ...] = ("system", "developer")


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit the first message that is none of `after` where it is not from `role`; values: role."""
    messages = record.get("messages")
    for index, message in enumerate(messages if isinstance(messages, list) else ()):
        role = message.get("role") if isinstance(message, dict) else None
        if role in params.after:
            continue
        if role != params.role:
            yield Hit(f"/messages/{index}/role", {"role": role})
        return
