"""Which layout the records of a file have, told from many of them, with the evidence."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from curate.formats import all_formats
from curate.model import Finding, RawRecord, Severity
from curate.parsing.strict_json import parse_line
from curate.wording import shown

SAMPLE_RECORDS = 1_000
_MOST_KEYS = 8


@dataclass(frozen=True)
class Detection:
    """The layout of most records, or None; how many records each layout fits; why, in words."""

    layout: str | None
    coverage: dict[str, int]
    unknown: int
    evidence: list[str]

    @property
    def records(self) -> int:
        return sum(self.coverage.values()) + self.unknown


def detect(records: Sequence[Any]) -> Detection:
    """Count for each record the first format that accepts it; the layout is the most frequent one.

    A format that knows rows only to refuse them is no layout: its reason stands in the evidence.

    >>> found = detect([{"instruction": "a", "output": "b"}, {"instruction": "c", "output": "d"}, {"x": 1}])
    >>> found.layout, found.coverage, found.unknown
    ('alpaca', {'alpaca': 2}, 1)
    """
    names: Counter[str] = Counter()
    keys: dict[str, Counter[str]] = {}
    refused: dict[str, None] = {}
    for record in records:
        name = layout_of(record) or ""
        if refusal := getattr(all_formats().get(name), "refusal", None):
            refused.setdefault(refusal(record)[1])
            name = ""
        names[name] += 1
        keys.setdefault(name, Counter()).update(
            list(record) if isinstance(record, dict) else ["(not an object)"]
        )
    unknown = names.pop("", 0)
    coverage = dict(sorted(names.items(), key=lambda item: (-item[1], item[0])))
    evidence = [_evidence(name, count, keys[name]) for name, count in coverage.items()]
    if unknown:
        evidence.append(_evidence("no known layout", unknown, keys[""]))
    evidence += refused
    return Detection(next(iter(coverage), None), coverage, unknown, evidence)


def layout_of(record: Any) -> str | None:
    """Return the first format that accepts a record; a bare list of messages is one, too."""
    if isinstance(record, list) and record and isinstance(record[0], dict):
        record = {"messages": record}
    if not isinstance(record, dict):
        return None
    return next((name for name, form in all_formats().items() if form.accepts(record)), None)


def sample(raw: Iterable[RawRecord], most: int = SAMPLE_RECORDS) -> list[Any]:
    """Return the values of the first records that can be parsed at all."""
    readable = (item.raw for item in raw if item.problem is None or item.problem.effect != "rejected")
    values = ((value, found) for value, found in map(parse_line, islice(readable, most)))
    return [
        value for value, found in values if not any(f.severity is Severity.ERROR and not f.fix for f in found)
    ]


def findings(detection: Detection) -> list[Finding]:
    """Say what a file mixes, or that nothing fits it."""
    if detection.layout is None and detection.unknown:
        about = "; ".join(detection.evidence)
        help = "name a `format` for this input, or describe it with a `mapping`"
        return [
            Finding("structure/unknown-layout", Severity.ERROR, f"no known layout fits: {about}", help=help)
        ]
    if len(detection.coverage) + bool(detection.unknown) > 1:
        counts = [f"{count:,} {name}" for name, count in detection.coverage.items()]
        counts += [f"{detection.unknown:,} of no known layout"] * bool(detection.unknown)
        about = f"of the first {detection.records:,} records: {', '.join(counts)}"
        return [Finding("format/mixed-layouts", Severity.INFO, f"the file mixes layouts; {about}")]
    return []


def _evidence(name: str, count: int, keys: Counter[str]) -> str:
    names = (f"{shown(key)} ({n:,})" if n < count else shown(key) for key, n in keys.most_common(_MOST_KEYS))
    more = f" and {len(keys) - _MOST_KEYS} more" if len(keys) > _MOST_KEYS else ""
    return f"{count:,} record{'s' * (count != 1)}: {name}; keys {', '.join(names) or 'none'}{more}"
