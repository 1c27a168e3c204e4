"""The two frames of a chunk, and the way back from edits to records.

examples   row_id, line, kind, content_hash, record          one row an example, in input order
segments   row_id, pointer, role, form, trained, text        one row a piece of text, in document order

`form` is `text` (content), `json` (a whole JSON text: tool-call arguments, a JSON tool result) or `leaf`
(a string inside such a JSON text; its pointer is the text's pointer, `#`, and a pointer into the JSON).
Count tokens on text and json, look for personal data in text and leaf.
`trained` is True where a trainer takes loss: assistant content and calls whose weight is not 0.
"""

from typing import Any

import orjson
import polars as pl

from curate.records import Segment, content_hash, kind_of, segments_of, set_text, string_leaves

__all__ = [
    "Segment",
    "content_hash",
    "kind_of",
    "segments_of",
    "set_text",
    "string_leaves",
]  # moved to records

EXAMPLES = pl.Schema(
    {
        "row_id": pl.UInt64,
        "line": pl.UInt32,
        "kind": pl.String,
        "content_hash": pl.String,
        "record": pl.String,
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


def segments_frame(row_ids: list[int], records: list[dict[str, Any]]) -> pl.DataFrame:
    """Flatten records into the segments frame."""
    rows = [
        (row_id, *s) for row_id, record in zip(row_ids, records, strict=True) for s in segments_of(record)
    ]
    columns: list[Any] = list(zip(*rows, strict=True)) or [() for _ in SEGMENTS]
    return pl.DataFrame(
        [
            pl.Series(name, values, dtype)
            for (name, dtype), values in zip(SEGMENTS.items(), columns, strict=True)
        ]
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
