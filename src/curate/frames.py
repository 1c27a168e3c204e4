"""The two frames of a chunk, and the way back from edits to records.

examples   row_id, line, kind, content_hash, record          one row an example, in input order
segments   row_id, pointer, role, form, trained, text        one row a piece of text, in document order

`form` is `text` (content), `json` (a whole JSON text: tool-call arguments, a JSON tool result) or `leaf`
(a string inside such a JSON text; its pointer is the text's pointer, `#`, and a pointer into the JSON).
Count tokens on text and json, look for personal data in text and leaf.
`trained` is True where a trainer takes loss: assistant content and calls whose weight is not 0.
"""

from operator import itemgetter
from typing import Any

import orjson
import polars as pl

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


_POINTERS = [f"/messages/{index}/content" for index in range(256)]
_ROLE, _TEXT = itemgetter("role"), itemgetter("content")
_PLAIN_ROLES = frozenset({"system", "user", "assistant"})


def segments_frame(row_ids: list[int], records: list[dict[str, Any]]) -> pl.DataFrame:
    """Flatten records into the segments frame."""
    columns: tuple[list[Any], ...] = tuple([] for _ in SEGMENTS)
    for row_id, record in zip(row_ids, records, strict=True):
        if not _add_plain(columns, row_id, record):
            for segment in segments_of(record):
                for column, value in zip(columns, (row_id, *segment), strict=True):
                    column.append(value)
    return pl.DataFrame(
        [
            pl.Series(name, values, dtype)
            for (name, dtype), values in zip(SEGMENTS.items(), columns, strict=True)
        ]
    )


def _add_plain(columns: tuple[list[Any], ...], row_id: int, record: dict[str, Any]) -> bool:
    """Add a record of nothing but roles and texts, four times as fast as piece by piece; else add nothing."""
    messages = record.get("messages")
    if type(messages) is not list or len(messages) > len(_POINTERS):
        return False
    if record.keys() - {"messages", "extra"}:
        return False
    if not ({*map(type, messages)} <= {dict} and {*map(len, messages)} <= {2}):
        return False
    try:
        roles = [*map(_ROLE, messages)]
        texts = [*map(_TEXT, messages)]
    except KeyError:
        return False
    plain = {*map(type, roles)} <= {str} and {*map(type, texts)} <= {str} and _PLAIN_ROLES.issuperset(roles)
    if not plain:
        return False
    count = len(texts)
    ids, pointers, all_roles, forms, trained, all_texts = columns
    ids.extend([row_id] * count)
    pointers.extend(_POINTERS[:count])
    all_roles.extend(roles)
    forms.extend(["text"] * count)
    trained.extend([role == "assistant" for role in roles])
    all_texts.extend(texts)
    return True


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
