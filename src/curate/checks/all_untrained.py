"""Every assistant message has weight 0: the row is paid for and trains nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import messages_of

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    """Nothing to set."""


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit a record in which no assistant message is trained; values: n (of them)."""
    weights = [m.get("weight") for _, m in messages_of(record) if m.get("role") == "assistant"]
    if weights and all(weight == 0 and weight is not False for weight in weights):
        yield Hit("/messages", {"n": len(weights)})
