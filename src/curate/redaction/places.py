"""Where something was found and what became of it -> findings. They tell place and length, never the value."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from curate.model import Finding, Severity
from curate.redaction.policy import Policy

UNSCANNED = "pii/not-fully-scanned"
Fate = Literal["redacted", "reported", "dropped", "in-number", "in-key", "split-key", "unscanned"]


class Place(NamedTuple):
    """One hit; for fate `unscanned`, `entity` is the recognizer that did not see the text to its end."""

    row_id: int
    pointer: str
    role: str
    entity: str
    start: int
    length: int
    fate: Fate


_SAID: dict[Fate, str] = {
    "redacted": "replaced",
    "reported": "left as it is",
    "dropped": "found, the row is dropped",
    "in-number": "left in a JSON number, which cannot hold a placeholder",
    "in-key": "left in a JSON key",
    "split-key": "left in a metadata column that decides the split",
}
_WARNS = {"dropped", "in-number", "in-key", "split-key"}


def findings(places: Iterable[Place], policy: Policy) -> Iterator[tuple[int, Finding]]:
    """Yield (row_id, finding): one for each example, entity and fate, at the first place; one for all not scanned."""
    groups: dict[tuple[int, str, Fate], list[Place]] = defaultdict(list)
    for place in places:
        groups[place.row_id, "" if place.fate == "unscanned" else place.entity, place.fate].append(place)
    for (row_id, _, fate), some in groups.items():
        yield row_id, _not_scanned(some) if fate == "unscanned" else _found(some, policy)


def _found(some: list[Place], policy: Policy) -> Finding:
    first = some[0]
    trained = sum(p.role == "assistant" for p in some)
    message = f"{len(some)} {first.entity} {_SAID[first.fate]}"
    if trained:
        message += f", {trained} of them in answers"
    return Finding(
        policy.entities[first.entity].rule,
        Severity.WARNING if first.fate in _WARNS else Severity.INFO,
        f"{message}; the first at character {first.start}, {first.length} long",
        pointer=first.pointer,
        fix="redacted" if first.fate == "redacted" else None,
    )


def _not_scanned(some: list[Place]) -> Finding:
    first = some[0]
    who = ", ".join(sorted({place.entity for place in some}))
    message = f"not fully scanned ({first.length:,} characters) by {who}: look for personal data yourself"
    return Finding(UNSCANNED, Severity.WARNING, message, pointer=first.pointer)
