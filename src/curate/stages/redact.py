"""Personal data and secrets out of the segments: find, then replace, with one map an example.

Needs    segments of form text and json; the policy of rules/entities and the config.
Returns  examples and segments with replacements; a finding for each example and entity, which tells the place and
         the length, never the value; examples with an entity whose action is drop_row among the rejected.
Covers   content, text parts, tool calls, tool results, both answers of a preference. JSON stays JSON: strings are
         rewritten as values; a number or a key that looks personal is only reported.
Does not cover  names and addresses, unless a spaCy model is named: patterns do not find them.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import orjson
import polars as pl

from curate.engines.entities import Entities, Hits, find_in_texts
from curate.frames import EDITS, apply_edits, segments_frame
from curate.model import Finding, Severity
from curate.redaction import json_text
from curate.redaction.policy import Policy, resolve_policy
from curate.redaction.replacements import PLACEHOLDER, Conversation
from curate.redaction.spans import Span, replace_spans
from curate.setup import Setup
from curate.stages import Chunk, findings_frame

ROUNDS = 3  # a replacement may bare another hit; the last round finds none
UNSCANNED = "pii/not-fully-scanned"


class Place(NamedTuple):
    """One hit, where it was and what became of it: redacted, reported, in-number, in-key."""

    row_id: int
    pointer: str
    role: str
    entity: str
    start: int
    length: int
    fate: str


def redact(chunk: Chunk, setup: Setup) -> Chunk:
    """Replace what the config says in every example of the chunk."""
    settings = setup.config.stages.redact
    return redact_chunk(chunk, resolve_policy(settings)) if settings.enabled else chunk


def redact_chunk(chunk: Chunk, policy: Policy) -> Chunk:
    """Replace what the policy says in every example of the chunk."""
    talks: dict[int, Conversation] = {}
    places: list[Place] = []
    segments = chunk.segments.filter(pl.col("form") != "leaf")
    edits = pl.DataFrame(schema=EDITS)
    for turn in range(ROUNDS):
        found = find_entities(segments, policy)
        if turn == 0:
            places += unscanned_places(segments, found)
        segments, seen = replace_entities(segments, found, policy, talks, chunk.segments)
        places += seen if turn == 0 else [p for p in seen if p.fate == "redacted"]
        edits = pl.concat([segments.select(EDITS.names()), edits]).unique(["row_id", "pointer"], keep="first")
        if segments.is_empty():
            break
    return apply_redaction(chunk, edits, places, policy)


def find_entities(segments: pl.DataFrame, policy: Policy) -> Entities:
    """Find what the policy wants in the distinct texts of segments; JSON documents are looked at value by value."""
    texts = segments["text"].unique(maintain_order=True)
    like_json = texts.str.contains(r"^\s*[\[{]") & texts.str.contains(r"[\]}]\s*$")
    inside = {piece.scanned for text in texts.filter(like_json) for piece in pieces(text)}
    both = pl.concat([texts.filter(~like_json), pl.Series("text", sorted(inside), pl.String)])
    return find_in_texts(both.unique(maintain_order=True), policy)


class Piece(NamedTuple):
    """What is scanned as one text: a plain text, or a value of a JSON document behind the words of its key."""

    pointer: str
    lead: str
    text: str
    number: bool

    @property
    def scanned(self) -> str:
        return self.lead + self.text


def pieces(text: str, at: str = "") -> Iterator[Piece]:
    """Yield the texts to scan: the text itself, or the values of the document that it is, however deep."""
    if not json_text.is_document(text):
        yield Piece(at, "", text, False)
        return
    for leaf in json_text.leaves(text):
        if not leaf.number and json_text.is_document(leaf.text):
            yield from pieces(leaf.text, f"{at}#{leaf.pointer}")
        else:
            yield Piece(f"{at}#{leaf.pointer}", leaf.lead, leaf.text, leaf.number)


def replace_entities(
    segments: pl.DataFrame,
    found: Entities,
    policy: Policy,
    talks: dict[int, Conversation],
    whole: pl.DataFrame,
) -> tuple[pl.DataFrame, list[Place]]:
    """Return the segments that change, with their new text, and the places of all hits."""
    affected = _affected(segments, found.hits)
    already = _placeholders(whole, affected["row_id"].unique())
    places: list[Place] = []
    changed = []
    for row in affected.iter_rows(named=True):
        row_id = row["row_id"]
        talk = talks.setdefault(row_id, Conversation(already.get(row_id, ()), policy.key))
        places += _places(row, found.hits, policy)
        new = rewritten(row["text"], found.hits, policy, talk)
        if new != row["text"]:
            changed.append({**row, "text": new})
    return pl.DataFrame(changed, segments.schema), places


def rewritten(text: str, hits: dict[str, Hits], policy: Policy, talk: Conversation) -> str:
    """Return a text with its hits replaced; a JSON document stays one."""
    if not json_text.is_document(text):
        return _replaced(Piece("", "", text, False), hits, policy, talk)

    def new(leaf: json_text.Leaf) -> str | None:
        if json_text.is_document(leaf.text):
            result = rewritten(leaf.text, hits, policy, talk)
        else:
            result = _replaced(Piece("", leaf.lead, leaf.text, False), hits, policy, talk)
        return result if result != leaf.text else None

    return json_text.rewrite(text, new)


def _replaced(piece: Piece, hits: dict[str, Hits], policy: Policy, talk: Conversation) -> str:
    def new(span: Span, value: str) -> str:
        entity = policy.entities[span.entity]
        return talk.replacement(entity.label, value, entity.compare, policy.modes[span.entity])

    found = hits.get(piece.scanned)
    if found is None:
        return piece.text
    shift = len(piece.lead)
    spans = [
        s._replace(start=max(0, s.start - shift), end=s.end - shift) for s in found.redact if s.end > shift
    ]
    return replace_spans(piece.text, spans, new)


def _affected(segments: pl.DataFrame, hits: dict[str, Hits]) -> pl.DataFrame:
    """Return the segments that hold a hit text, or a document that does."""
    plain = pl.col("text").is_in(list(hits))
    like_json = pl.col("text").str.contains(r"^\s*[\[{]") & pl.col("text").str.contains(r"[\]}]\s*$")
    documents = segments.filter(like_json)["text"].unique()
    holding = [text for text in documents if any(piece.scanned in hits for piece in pieces(text))]
    return segments.filter((plain & ~like_json) | pl.col("text").is_in(holding))


def _placeholders(whole: pl.DataFrame, rows: pl.Series) -> dict[int, list[str]]:
    """Return the texts of these rows that already hold placeholders."""
    texts: dict[int, list[str]] = defaultdict(list)
    holding = pl.col("row_id").is_in(rows.implode()) & pl.col("text").str.contains(PLACEHOLDER.pattern)
    for row_id, text in whole.filter(holding).select("row_id", "text").iter_rows():
        texts[row_id].append(text)
    return texts


def _places(row: dict[str, object], hits: dict[str, Hits], policy: Policy) -> Iterator[Place]:
    for piece in pieces(str(row["text"])):
        found = hits.get(piece.scanned)
        if found is None:
            continue
        shift = len(piece.lead)
        for spans, fate in ((found.redact, "redacted"), (found.report, "reported")):
            for span in spans:
                action = fate
                if span.end <= shift:
                    action = "in-key"
                elif piece.number:
                    action = "in-number"
                elif fate == "redacted" and policy.entities[span.entity].action == "drop_row":
                    action = "dropped"
                yield Place(
                    int(str(row["row_id"])), f"{row['pointer']}{piece.pointer}", str(row["role"]),
                    span.entity, max(0, span.start - shift), span.end - span.start, action,
                )  # fmt: skip


def unscanned_places(segments: pl.DataFrame, found: Entities) -> list[Place]:
    """Return a place for each segment that a recognizer did not see to the end."""
    if not found.unscanned:
        return []
    result = []
    for row in segments.iter_rows(named=True):
        for piece in pieces(row["text"]):
            for name in sorted(found.unscanned.get(piece.scanned, ())):
                at = row["pointer"] + piece.pointer
                result.append(Place(row["row_id"], at, row["role"], name, 0, len(piece.text), "unscanned"))
    return result


def apply_redaction(chunk: Chunk, edits: pl.DataFrame, places: list[Place], policy: Policy) -> Chunk:
    """Write the edits into examples and segments, drop what is to be dropped, and say so."""
    examples = apply_edits(chunk.examples, edits)
    segments = _with_new_texts(examples, chunk.segments, edits)
    lines = dict(chunk.examples.select("row_id", "line").iter_rows())
    found = findings_frame((row, lines[row], f) for row, f in findings(places, policy))
    dropped = {p.row_id: policy.entities[p.entity].rule for p in places if p.fate == "dropped"}
    reasons = pl.DataFrame(list(dropped.items()), {"row_id": pl.UInt64, "reason": pl.String}, orient="row")
    rejected = examples.join(reasons, on="row_id", maintain_order="left").select(
        "row_id", "line", pl.col("record").cast(pl.Binary).alias("raw"), "reason"
    )
    stays = ~pl.col("row_id").is_in(list(dropped))
    return chunk._replace(
        examples=examples.filter(stays),
        segments=segments.filter(stays),
        findings=pl.concat([chunk.findings, found]),
        rejected=pl.concat([chunk.rejected, rejected]),
    )


def _with_new_texts(examples: pl.DataFrame, segments: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Put the new texts into the segments; examples whose JSON texts changed are taken apart again."""
    places = ["row_id", "pointer"]
    json_rows = edits.join(segments.filter(pl.col("form") == "json"), on=places, how="semi")[
        "row_id"
    ].unique()
    segments = segments.update(edits, on=places, how="left")
    if json_rows.is_empty():
        return segments
    changed = examples.filter(pl.col("row_id").is_in(json_rows.implode()))
    again = segments_frame(changed["row_id"].to_list(), [orjson.loads(r) for r in changed["record"]])
    rest = segments.filter(~pl.col("row_id").is_in(json_rows.implode()))
    return pl.concat([rest, again]).sort("row_id", maintain_order=True)


def findings(places: list[Place], policy: Policy) -> Iterator[tuple[int, Finding]]:
    """Yield one finding for each example, entity and fate: the first place, the length there, and how many."""
    groups: dict[tuple[int, str, str], list[Place]] = defaultdict(list)
    for place in places:
        groups[place.row_id, place.entity, place.fate].append(place)
    for (row_id, entity, fate), some in groups.items():
        first = some[0]
        if fate == "unscanned":
            message = (
                f"{entity} did not see these {first.length:,} characters to the end: look at them yourself"
            )
            yield row_id, Finding(UNSCANNED, Severity.WARNING, message, pointer=first.pointer)
            continue
        trained = sum(p.role == "assistant" for p in some)
        message = (
            f"{len(some)} {entity} {_SAID[fate]}, the first {first.length} characters long at {first.start}"
        )
        message += f"; {trained} in assistant turns" if trained else ""
        yield row_id, Finding(
            policy.entities[entity].rule, _SEVERITY.get(fate, Severity.INFO), message, pointer=first.pointer,
            fix="redacted" if fate == "redacted" else None,
        )  # fmt: skip


_SAID = {
    "redacted": "replaced",
    "reported": "left as it is",
    "dropped": "found, the row is dropped",
    "in-number": "left in a number, which cannot hold a placeholder",
    "in-key": "left in a key",
}
_SEVERITY = {"in-number": Severity.WARNING, "in-key": Severity.WARNING, "dropped": Severity.WARNING}
