"""Message dialects -> canonical messages: what every input format shares.

roles     the many names of a speaker          content   strings, parts of several dialects
tools     tool declarations and calls          messages  one list of turns, whole
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from curate.model import Severity
from curate.wording import shown


class FormatError(ValueError):
    """A record that a format cannot read: where (pointer) and why."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"{pointer or '/'}: {reason}")
        self.pointer = pointer
        self.reason = reason


class Note(NamedTuple):
    """What parse changed, or could not carry over: becomes a finding. `places` how many, `pointer` the first."""

    rule: str
    message: str
    pointer: str = ""
    severity: Severity = Severity.INFO
    places: int = 1


class Parsed(NamedTuple):
    record: dict[str, Any]
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class Reading:
    """What the reading of one record notes on its way, by rule, and the message keys that have no place."""

    notes: dict[str, Note] = field(default_factory=dict)
    left: dict[str, dict[str, Any]] = field(default_factory=dict)

    def note(self, rule: str, pointer: str, message: str, severity: Severity = Severity.INFO) -> None:
        """Note a change; a rule is noted once a record, with the first place and how often."""
        if (old := self.notes.get(rule)) is None:
            self.notes[rule] = Note(rule, message, pointer, severity)
        else:
            self.notes[rule] = old._replace(places=old.places + 1)


def example(reading: Reading, record: dict[str, Any], used: frozenset[str], fields: dict[str, Any]) -> Parsed:
    """Finish a canonical example: `fields` as they are, every unused key of the record that is not null in `extra`."""
    extra = {key: value for key, value in record.items() if key not in used and value is not None}
    if reading.left:
        extra["message_keys"] = reading.left
        keys = sorted({key for left in reading.left.values() for key in left})
        about = f"message keys without a place are kept aside: {shown(', '.join(keys))}"
        reading.note("format/message-keys", next(iter(reading.left)), about)
    if extra:
        fields["extra"] = extra
    return Parsed(fields, tuple(reading.notes.values()))
