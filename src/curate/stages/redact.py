"""Personal data and secrets out of the examples: find, then replace, with one map an example.

Needs    segments of form text and json, and the metadata in `extra`; the policy of rules/entities and the config.
Returns  examples and segments with replacements; a finding for each example and entity; examples with an entity
         whose action is drop_row among the rejected, with the replacements made.
Covers   content, reasoning, refusals, names of speakers, tool calls and results, tool descriptions, both answers of a
         preference, metadata. JSON stays JSON: strings are rewritten as values; a number or a key that looks personal
         is only reported, and so is a metadata column that decides the split.
Does not cover  names and addresses, unless a spaCy model is named: patterns do not find them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import polars as pl

from curate.characters import BRACKET, meets
from curate.engines.entities import Entities, find_in_texts
from curate.frames import EDITS, SEGMENTS, apply_edits, segments_frame, with_kinds
from curate.redaction import json_text
from curate.redaction.beside_content import NAME, beside_content, fit_for_a_name
from curate.redaction.pieces import Piece, pieces, rewritten, rewritten_leaf
from curate.redaction.places import Fate, Place, findings
from curate.redaction.policy import Policy, resolve_policy
from curate.redaction.replacements import PLACEHOLDER, Conversation
from curate.redaction.spans import Span, replace_spans
from curate.setup import Setup
from curate.stages import Chunk, findings_frame

ROUNDS = 3  # a replacement may bare another hit; the last round finds none
METADATA = "/extra"
_LIKE_JSON = pl.col("text").str.contains(r"^\s*[\[{]") & pl.col("text").str.contains(r"[\]}]\s*$")
# what stands before the last brace of a record is a member of the record itself
_FLAT_EXTRA = r',"extra":(\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\})\}$'


def redact(chunk: Chunk, setup: Setup) -> Chunk:
    """Replace what the config says in every example of the chunk."""
    stages = setup.config.stages
    if not stages.redact.enabled:
        return chunk
    split_keys = frozenset(key for key in stages.split.metadata if key)
    return redact_chunk(chunk, resolve_policy(stages.redact), split_keys)


def redact_chunk(chunk: Chunk, policy: Policy, split_keys: frozenset[str] = frozenset()) -> Chunk:
    """Replace what the policy says in every example of the chunk; leave these keys of the metadata alone."""
    talks: dict[int, Conversation] = {}
    places: list[Place] = []
    edits = pl.DataFrame(schema=EDITS)
    segments = searched_segments(chunk)
    for turn in range(ROUNDS):
        texts = distinct_texts(segments)
        found = find_entities(texts, policy)
        affected = affected_segments(segments, texts, found)
        places += [
            p for p in places_of(affected, found, policy, split_keys) if not turn or p.fate == "redacted"
        ]
        segments = find_edits(
            affected, found, policy, talks, already_there(chunk.segments, affected), split_keys
        )
        edits = pl.concat([segments.select(EDITS.names()), edits]).unique(["row_id", "pointer"], keep="first")
        if segments.is_empty():
            break
    return apply_redaction(chunk, edits, places, policy)


def searched_segments(chunk: Chunk) -> pl.DataFrame:
    """Return every text that is searched: segments, what stands beside the content of messages, and metadata."""
    whole = chunk.segments.filter(pl.col("form") != "leaf")
    return pl.concat([whole, beside_content(chunk.examples), metadata_segments(chunk.examples)])


def metadata_segments(examples: pl.DataFrame) -> pl.DataFrame:
    """Return the metadata of each example as a segment: the JSON text of `extra`."""
    record = pl.col("record")
    some = examples.filter(record.str.contains('"extra":', literal=True))
    some = some.select("row_id", "record", text=record.str.extract(_FLAT_EXTRA))
    read = pl.when(pl.col("text").is_null()).then(record).str.json_path_match("$.extra")
    of_metadata = some.select(
        "row_id", pointer=pl.lit(METADATA), role=pl.lit("metadata"), form=pl.lit("json"),
        trained=pl.lit(False), text=pl.coalesce("text", read),
    ).drop_nulls("text")  # fmt: skip
    return with_kinds(of_metadata).cast(SEGMENTS)


def distinct_texts(segments: pl.DataFrame) -> pl.DataFrame:
    """Return each text once, and `like_json`, whether it is framed like a JSON document."""
    distinct = segments.select("text", "kinds").unique("text", keep="first", maintain_order=True)
    like_json = meets(distinct["kinds"].to_numpy(), ((BRACKET,),))
    like_json[like_json] = distinct.filter(pl.Series(like_json)).select(_LIKE_JSON).to_series().to_numpy()
    return distinct.with_columns(like_json=pl.Series(like_json))


def find_entities(texts: pl.DataFrame, policy: Policy) -> Entities:
    """Find what the policy wants in distinct texts; JSON documents are looked at value by value."""
    documents = texts.filter("like_json")["text"]
    plain = texts.filter(~pl.col("like_json")).select("text", "kinds")
    inside = dict.fromkeys(p.scanned for text in documents for p in pieces(text))
    if inside:
        both = pl.concat([plain, with_kinds(pl.DataFrame({"text": list(inside)}))])
        plain = both.unique("text", keep="first", maintain_order=True)
    return find_in_texts(plain["text"], policy, plain["kinds"].to_numpy())


def affected_segments(segments: pl.DataFrame, texts: pl.DataFrame, found: Entities) -> pl.DataFrame:
    """Return the segments that hold a hit or were not scanned to the end, or are a document that holds one."""
    touched = found.hits.keys() | found.unscanned.keys()
    documents = texts.filter("like_json")["text"]
    holding = [text for text in documents if any(p.scanned in touched for p in pieces(text))]
    plain = texts.filter(~pl.col("like_json") & pl.col("text").is_in(list(touched)))["text"]
    return segments.filter(pl.col("text").is_in([*plain, *holding]))


def already_there(segments: pl.DataFrame, affected: pl.DataFrame) -> dict[int, list[str]]:
    """Return the texts of the affected examples that already hold placeholders."""
    texts: dict[int, list[str]] = defaultdict(list)
    theirs = segments.filter(pl.col("row_id").is_in(affected["row_id"].unique().implode()))
    holding = theirs.filter(pl.col("text").str.contains(PLACEHOLDER.pattern))
    for row_id, text in holding.select("row_id", "text").iter_rows():
        texts[row_id].append(text)
    return texts


def places_of(
    affected: pl.DataFrame, found: Entities, policy: Policy, split_keys: frozenset[str]
) -> Iterator[Place]:
    """Yield the place of every hit, and of every text that was not scanned to the end."""
    for row_id, pointer, role, text in affected.select("row_id", "pointer", "role", "text").iter_rows():
        for piece in pieces(text):
            at = pointer + (piece.pointer[1:] if pointer == METADATA else piece.pointer)
            for name in sorted(found.unscanned.get(piece.scanned, ())):
                yield Place(row_id, at, role, name, 0, len(piece.text), "unscanned")
            shift = len(piece.lead)
            for span, redacts in found.hits[piece.scanned].all() if piece.scanned in found.hits else ():
                if span.end <= shift:
                    continue  # in the words of the key, which stand for themselves
                fate = _fate(span, redacts, piece.kind, at, policy, split_keys)
                yield Place(
                    row_id, at, role, span.entity, max(0, span.start - shift), span.end - span.start, fate
                )


def _fate(span: Span, redacts: bool, kind: str, at: str, policy: Policy, split_keys: frozenset[str]) -> Fate:
    if not redacts:
        return "reported"
    if kind != "string":
        return "in-key" if kind == "key" else "in-number"
    if _decides_split(at, split_keys):
        return "split-key"
    return "dropped" if policy.entities[span.entity].action == "drop_row" else "redacted"


def _decides_split(pointer: str, split_keys: frozenset[str]) -> bool:
    return pointer.startswith(f"{METADATA}/") and pointer.split("/")[2] in split_keys


def find_edits(
    affected: pl.DataFrame,
    found: Entities,
    policy: Policy,
    talks: dict[int, Conversation],
    already: dict[int, list[str]],
    split_keys: frozenset[str],
) -> pl.DataFrame:
    """Return the segments that change, with their new texts; numbers are given in the order of the example."""
    changed: list[dict[str, Any]] = []
    for row in affected.iter_rows(named=True):
        row_id = row["row_id"]
        talk = talks.setdefault(row_id, Conversation(already.get(row_id, ()), policy.key))

        fit = fit_for_a_name if row["role"] == NAME else str

        def new(piece: Piece, talk: Conversation = talk, fit: Callable[[str], str] = fit) -> str:
            return replaced(piece, found, policy, talk, fit)

        if row["pointer"] == METADATA:
            for leaf in json_text.leaves(row["text"]):
                at = METADATA + leaf.pointer
                if leaf.kind == "string" and not _decides_split(at, split_keys):
                    text = rewritten_leaf(leaf, new)
                    changed += [{**row, "pointer": at, "text": text}] if text != leaf.text else []
        elif (text := rewritten(row["text"], new)) != row["text"]:
            changed.append({**row, "text": text})
    return with_kinds(pl.DataFrame(changed, SEGMENTS))


def replaced(
    piece: Piece, found: Entities, policy: Policy, talk: Conversation, fit: Callable[[str], str] = str
) -> str:
    """Return the text of a piece with its hits replaced; `fit` gives a replacement the form of its place."""
    if piece.scanned not in found.hits:
        return piece.text

    def new(span: Span, value: str) -> str:
        entity = policy.entities[span.entity]
        return fit(talk.replacement(entity.label, value, entity.compare, policy.modes[span.entity]))

    shift = len(piece.lead)
    spans = [s for s in found.hits[piece.scanned].redact if s.end > shift]
    return replace_spans(
        piece.text, [s._replace(start=max(0, s.start - shift), end=s.end - shift) for s in spans], new
    )


def apply_redaction(chunk: Chunk, edits: pl.DataFrame, places: list[Place], policy: Policy) -> Chunk:
    """Write the edits into examples and segments, drop what is to be dropped, and say so."""
    examples = apply_edits(chunk.examples, edits)
    segments = with_new_texts(examples, chunk.segments, edits)
    lines = dict(chunk.examples.select("row_id", "line").iter_rows())
    found = findings_frame((row, lines[row], f) for row, f in findings(places, policy))
    dropped = {p.row_id: policy.entities[p.entity].rule for p in places if p.fate == "dropped"}
    chunk = chunk._replace(examples=examples, segments=segments, findings=pl.concat([chunk.findings, found]))
    if not dropped:
        return chunk
    reasons = pl.DataFrame(list(dropped.items()), {"row_id": pl.UInt64, "reason": pl.String}, orient="row")
    rejected = examples.join(reasons, on="row_id", maintain_order="left").select(
        "row_id", "line", pl.col("record").cast(pl.Binary).alias("raw"), "reason"
    )
    stays = ~pl.col("row_id").is_in(list(dropped))
    return chunk._replace(
        examples=examples.filter(stays),
        segments=segments.filter(stays),
        rejected=pl.concat([chunk.rejected, rejected]),
    )


def with_new_texts(examples: pl.DataFrame, segments: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Put the new texts into the segments; examples whose JSON texts changed are taken apart again."""
    places = ["row_id", "pointer"]
    edits = with_kinds(edits)
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
