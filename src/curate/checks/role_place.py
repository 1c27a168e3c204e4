"""A role that may stand only at the start, and only once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    roles: tuple[str, ...] = ("system", "developer")
    once: bool = False  # True: hit a second one at the start; False: hit one that stands later


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit the messages of the roles that stand at the wrong place; values: role, n."""
    messages = record.get("messages")
    opening = 0
    for index, message in enumerate(messages if isinstance(messages, list) else ()):
        role = message.get("role") if isinstance(message, dict) else None
        if role not in params.roles:
            continue
        if index == opening:
            opening += 1
            if params.once and opening > 1:
                yield Hit(f"/messages/{index}/role", {"role": role, "n": opening})
        elif not params.once:
            yield Hit(f"/messages/{index}/role", {"role": role, "n": index + 1})
