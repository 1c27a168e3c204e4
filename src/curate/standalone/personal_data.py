"""What personal data and secrets files hold, before anything is changed: counts, and samples that nobody can read.

Covers   what the redact stage would look at, with the same policy.
Does not cover  names and addresses: patterns do not find them. Rows that cannot be read are counted, not searched.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from curate.engines.entities import Entities
from curate.inputs.detect import detect, sample
from curate.inputs.layout import Layout
from curate.inputs.sources import Source
from curate.plan import stream_records
from curate.redaction.policy import Policy
from curate.redaction.values import masked
from curate.stages import Chunk
from curate.stages.convert import convert
from curate.stages.redact import (
    affected_segments,
    distinct_texts,
    find_entities,
    places_of,
    searched_segments,
)

BATCH_ROWS = 10_000
SAMPLES = 3


@dataclass
class Held:
    """What was found of one entity: how often, in how many rows, how often in answers.

    `fates` counts what a build would do with each place, such as `redacted` or `dropped`; `samples` are masked.
    """

    entity: str
    action: str
    found: int = 0
    rows: int = 0
    answers: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {"entity": self.entity, "action": self.action, "found": self.found, "rows": self.rows,
                "in_answers": self.answers, "fates": dict(self.fates), "samples": self.samples}  # fmt: skip


@dataclass
class Survey:
    """What one file holds: rows, records that cannot be read, and what was found of each entity."""

    rows: int = 0
    unread: int = 0
    touched: int = 0  # rows that a build would change or drop
    held: dict[str, Held] = field(default_factory=dict)
    unscanned: Counter[str] = field(
        default_factory=Counter
    )  # recognizer -> texts that it did not see to the end

    def to_dict(self) -> dict[str, Any]:
        return {
            "rows": self.rows,
            "unread_rows": self.unread,
            "touched_rows": self.touched,
            "entities": [held.to_dict() for held in self.ordered()],
            "not_fully_scanned": dict(self.unscanned),
        }

    def ordered(self) -> list[Held]:
        """Return what was found, most first."""
        return sorted(self.held.values(), key=lambda h: (-h.found, h.entity))


def survey(source: Source, policy: Policy) -> Survey:
    """Look through one file."""
    layout = Layout(detect(sample(stream_records(source))).layout or "openai_chat")
    result = Survey()
    for records in _batched(stream_records(source), BATCH_ROWS):
        chunk = convert(records, layout)
        result.rows += len(chunk.examples)
        result.unread += len(chunk.rejected)
        _add(result, chunk, policy)
    return result


def _batched(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _add(result: Survey, chunk: Chunk, policy: Policy) -> None:
    segments = searched_segments(chunk)
    texts = distinct_texts(segments)
    found = find_entities(texts, policy)
    rows: dict[str, set[int]] = defaultdict(set)
    touched = set()
    for place in places_of(affected_segments(segments, texts, found), found, policy, frozenset()):
        if place.fate == "unscanned":
            result.unscanned[place.entity] += 1
            continue
        held = result.held.setdefault(place.entity, Held(place.entity, policy.entities[place.entity].action))
        held.found += 1
        held.answers += place.role == "assistant"
        held.fates[place.fate] += 1
        rows[place.entity].add(place.row_id)
        if place.fate in ("redacted", "dropped"):
            touched.add(place.row_id)
    for entity, some in rows.items():
        result.held[entity].rows += len(some)
    result.touched += len(touched)
    _add_samples(result, found)


def _add_samples(result: Survey, found: Entities) -> None:
    for text, hits in found.hits.items():
        for span, _ in hits.all():
            samples = result.held[span.entity].samples
            shown = masked(text[span.start : span.end])
            if len(samples) < SAMPLES and shown not in samples:
                samples.append(shown)
