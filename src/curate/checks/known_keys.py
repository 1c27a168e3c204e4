"""Only known keys: in the record or in its messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import messages_of

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    keys: tuple[str, ...] = ()
    where: str = "message"  # message | record


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit each object with keys beyond `keys`; values: keys."""
    places = messages_of(record) if params.where == "message" else iter([("", record)])
    for at, holder in places:
        if unknown := [key for key in holder if key not in params.keys]:
            yield Hit(at, {"keys": ", ".join(unknown)})
