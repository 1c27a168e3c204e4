"""A row needs a message of some role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import messages_of

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    roles: tuple[str, ...] = ("assistant",)
    at_most: int | None = None  # how many there may be; None = at least one is needed
    unless: tuple[str, ...] = ()  # keys of records that are judged otherwise


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit a record with too few or too many messages of the roles; values: n, limit."""
    if not record.get("messages") or any(key in record for key in params.unless):
        return
    n = sum(message.get("role") in params.roles for _, message in messages_of(record))
    if params.at_most is None and n == 0:
        yield Hit("/messages", {"n": 0, "limit": 1})
    elif params.at_most is not None and n > params.at_most:
        yield Hit("/messages", {"n": n, "limit": params.at_most})
