"""The plain values that travel between rooms. Standard library only: every command imports this."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How bad a finding is. A preset may change it; what would happen to the row is the finding's `effect`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The place in an order with the worst first: 0 for an error."""
        return _RANK[self]


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Effect(StrEnum):
    """What a provider or trainer would do with the row."""

    REJECTED = "rejected"  # the job fails
    DROPPED = "dropped"  # the row is silently not used
    TRUNCATED = "truncated"  # answer tokens are lost
    IGNORED = "ignored"  # the field has no effect
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's hit: what is wrong, how bad it is, and where.

    `rule` is an id for `curate explain`. `source` is the file as it was named; `line` counts from 1, and is the number
    of the row in a container without lines, or None for a whole file. `pointer` is RFC 6901 into the record, and what
    follows a `#` points into the JSON text found there. `provider` is empty for rules that hold everywhere. `effect` is
    what the provider would do with the row, a word of Effect, or empty; `fix` says what was or would be mended.
    Findings sort by source, line and severity, the worst first.
    """

    rule: str
    severity: Severity
    message: str
    source: str = ""
    line: int | None = None
    pointer: str = ""
    provider: str = ""
    help: str = ""
    fix: str | None = None
    effect: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return JSON values, as in a line of findings.jsonl (`curate schema finding`)."""
        return asdict(self) | {"severity": str(self.severity)}

    def _key(self) -> tuple[Any, ...]:
        return (self.source, self.line or 0, self.severity.rank, self.rule, self.pointer, self.provider,
                self.message, self.help, self.fix or "", self.effect)  # fmt: skip

    def __lt__(self, other: "Finding") -> bool:
        return self._key() < other._key()


class Hit(NamedTuple):
    """What a rule kind yields; the caller stamps rule id, severity and place."""

    pointer: str = ""
    values: dict[str, Any] = {}  # noqa: RUF012  fills the placeholders of the rule's message
    fix: str | None = None


class RawRecord(NamedTuple):
    """One record as it stood in its container, not yet parsed.

    `offset` orders records inside a file (a byte offset, or an ordinal where bytes cannot be addressed);
    `line` is 1-based within what was read, the number of the row in a container without lines; `problem` is a
    finding that the reader itself made: with effect `rejected` there is no record and `raw` is the piece of input
    it is about, else it is a note on this record or, at the first one, on the whole file.
    """

    offset: int
    line: int
    raw: bytes
    problem: Finding | None = None
