"""The two frames of a chunk, and the way back from edits to records.

examples   row_id, line, kind, content_hash, record, roles   one row an example, in input order
segments   row_id, pointer, role, form, trained, text, kinds   one row a piece of text, in document order

`roles` names the roles of a row that is nothing but roles and texts and metadata (plain_chat.roles_of), null in others.
`form` is `text` (content), `json` (a whole JSON text: tool-call arguments, a JSON tool result) or `leaf`
(a string inside such a JSON text; its pointer is the text's pointer, `#`, and a pointer into the JSON).
Count tokens on text and json, look for personal data in text and leaf.
`trained` is True where a trainer takes loss: assistant content and calls whose weight is not 0.
`kinds` says which kinds of characters the text holds (characters.py); who changes a text sets it anew.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from curate.characters import kinds
from curate.plain_chat import turns_of
from curate.records import Segment, content_hash, kind_of, segments_of, set_text, string_leaves
from curate.tables import Split, split

__all__ = [
    "Segment",
    "Split",
    "content_hash",
    "kind_of",
    "segments_of",
    "set_text",
    "split",
    "string_leaves",
]  # of records and of tables

EXAMPLES = pl.Schema(
    {
        "row_id": pl.UInt64,
        "line": pl.UInt32,
        "kind": pl.String,
        "content_hash": pl.String,
        "record": pl.String,
        "roles": pl.String,
    }
)
SEGMENTS = pl.Schema(
    {
        "row_id": pl.UInt64,
        "pointer": pl.String,
        "role": pl.String,
        "form": pl.String,
        "trained": pl.Boolean,
        "text": pl.String,
        "kinds": pl.UInt8,
    }
)
EDITS = pl.Schema({"row_id": pl.UInt64, "pointer": pl.String, "text": pl.String})
FINDINGS = pl.Schema(
    {
        "row_id": pl.UInt64,
        "line": pl.UInt32,
        "rule": pl.String,
        "severity": pl.String,
        "message": pl.String,
        "pointer": pl.String,
        "provider": pl.String,
        "help": pl.String,
        "fix": pl.String,
        "effect": pl.String,
    }
)
REJECTED = pl.Schema({"row_id": pl.UInt64, "line": pl.UInt32, "raw": pl.Binary, "reason": pl.String})


class Turns(NamedTuple):
    """Plain conversations, flattened: the row_id of each and how many turns it has; role and text of every turn."""

    row_ids: list[int]
    counts: list[int]
    roles: list[str]
    texts: list[str]

    def add(self, row_id: int, roles: list[str], texts: list[str]) -> None:
        self.row_ids.append(row_id)
        self.counts.append(len(roles))
        self.roles.extend(roles)
        self.texts.extend(texts)


def segments_frame(row_ids: list[int], records: list[dict[str, Any]]) -> pl.DataFrame:
    """Flatten records into the segments frame."""
    turns = Turns([], [], [], [])
    others = []
    for row_id, record in zip(row_ids, records, strict=True):
        if plain := turns_of(record):
            turns.add(row_id, *plain)
        else:
            others.append((row_id, record))
    return segments_of_rows(turns, others)


def segments_of_rows(turns: Turns, others: list[tuple[int, dict[str, Any]]]) -> pl.DataFrame:
    """Make the segments frame of plain conversations and of other records, each in the order of their row_ids."""
    taken_apart = segments_of_places(
        (row_id, *segment) for row_id, record in others for segment in segments_of(record)
    )
    if not turns.row_ids:
        return taken_apart
    plain = _of_turns(turns)
    return pl.concat([plain, taken_apart]).sort("row_id", maintain_order=True) if others else plain


def segments_of_places(places: Iterable[tuple[int, str, str, str, bool, str]]) -> pl.DataFrame:
    """Make the segments frame of (row_id, pointer, role, form, trained, text)."""
    columns: tuple[list[Any], ...] = tuple([] for _ in range(6))
    for place in places:
        for column, value in zip(columns, place, strict=True):
            column.append(value)
    return pl.DataFrame(dict(zip(SEGMENTS, (*columns, kinds(columns[-1])), strict=True)), SEGMENTS)


class Distinct(NamedTuple):
    """The distinct texts of a column in order of their first place, that place, and the number of each row's text."""

    texts: pl.Series
    first: NDArray[np.uint32]
    number: NDArray[np.uint32]


def distinct(texts: pl.Series) -> Distinct:
    """Tell the texts of a column apart.

    >>> found = distinct(pl.Series(["b", "a", "b"]))
    >>> found.texts.to_list(), found.first.tolist(), found.number.tolist()
    (['b', 'a'], [0, 1], [0, 1, 0])
    """
    found = pl.DataFrame({"text": texts}).with_row_index("at").group_by("text", maintain_order=True).agg("at")
    places = found["at"].explode().to_numpy()
    sizes = found["at"].list.len().to_numpy()
    number = np.empty(len(texts), np.uint32)
    number[places] = np.repeat(np.arange(len(found), dtype=np.uint32), sizes)
    return Distinct(found["text"], places[np.cumsum(sizes) - sizes], number)


def with_kinds(frame: pl.DataFrame) -> pl.DataFrame:
    """Set `kinds` to what the texts of a frame hold."""
    return frame.with_columns(kinds=pl.Series(kinds(frame["text"].to_list())))


def _of_turns(turns: Turns) -> pl.DataFrame:
    """Make the segments of plain conversations column by column."""
    counts = np.array(turns.counts)
    place = np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
    pointers = pl.Series(
        [f"/messages/{index}/content" for index in range(counts.max(initial=0))], dtype=pl.String
    )
    roles = pl.Series(turns.roles, dtype=pl.String)
    return pl.DataFrame(
        {
            "row_id": pl.Series(np.repeat(np.array(turns.row_ids, np.uint64), counts)),
            "pointer": pointers.gather(place),
            "role": roles,
            "form": pl.repeat("text", len(roles), eager=True),
            "trained": roles == "assistant",
            "text": pl.Series(turns.texts, dtype=pl.String),
            "kinds": pl.Series(kinds(turns.texts)),
        },
        SEGMENTS,
    )


def apply_edits(examples: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Rewrite the records named in `edits` (EDITS columns); every other row is left as it is, bytes and all."""
    if edits.is_empty():
        return examples
    wanted: dict[int, list[tuple[str, str]]] = {}
    for row_id, pointer, text in edits.select("row_id", "pointer", "text").iter_rows():
        wanted.setdefault(row_id, []).append((pointer, text))
    changed = examples.filter(pl.col("row_id").is_in(list(wanted)))
    rows = []
    for row_id, record in changed.select("row_id", "record").iter_rows():
        value = orjson.loads(record)
        for pointer, text in wanted[row_id]:
            set_text(value, pointer, text)
        rows.append((row_id, content_hash(value), orjson.dumps(value).decode()))
    new = pl.DataFrame(
        rows, {"row_id": pl.UInt64, "content_hash": pl.String, "record": pl.String}, orient="row"
    )
    return examples.update(new, on="row_id", how="left")
