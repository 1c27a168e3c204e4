"""Rows without their words: rows of one shape (the same roles, keys and calls) get the same verdict on it.

Needs    EXAMPLES and segments of curate.frames; the records are compact JSON.
Covers   texts that begin with a visible character: these say something, what it is belongs to no shape. Few ranges of
         letters and no \\p{L}: that takes 2 ms to compile.
Does not cover  other texts: they stay in the shape, so that rules can tell blank ones.
"""

import polars as pl

_VISIBLE = (
    r"[0-9A-Za-z\x{C0}-\x{24F}\x{391}-\x{3A1}\x{3A3}-\x{3C9}\x{410}-\x{44F}\x{5D0}-\x{5EA}\x{620}-\x{64A}"
    r"\x{904}-\x{939}\x{E01}-\x{E2E}\x{3041}-\x{3096}\x{30A1}-\x{30FA}\x{4E00}-\x{9FFF}\x{AC00}-\x{D7A3}"
    r"!#-/:-@\[\]^_`{|}~]"  # none that JSON escapes
)
_KEYS = ("content", "text")
# a plain row that is written as shapes_of writes it; inside a text a quotation mark is escaped
_HEAD, _METADATA = '{"messages":[', '],"extra":'
_FIRST, _OTHER_ORDER = '{"messages":[{"role":', '{"content":'


def said_by(examples: pl.DataFrame, segments: pl.DataFrame) -> pl.Series:
    """Return the roles of plain rows in which every text says something, null for other rows."""
    silent = segments.filter(~pl.col("text").str.contains(rf"\A{_VISIBLE}"))["row_id"].unique()
    speaks = ~pl.col("row_id").is_in(silent.implode())
    return examples.select(pl.when(speaks).then("roles").alias("roles")).to_series()


def shapes_of(examples: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Return every shape, a record with `x` for what is said, and the row_ids of its rows; a shape may stand twice.

    Those of most plain rows are made of their roles: to replace the texts of a record takes ten times as long.
    """
    record = pl.col("record")
    usual = record.str.starts_with(_FIRST) & ~record.str.contains(_OTHER_ORDER, literal=True)
    rows = examples.select("row_id", "record", usual=usual, roles=said_by(examples, segments))
    alike = (
        rows.filter("usual", pl.col("roles").is_not_null())
        .group_by("roles", extra=record.str.splitn(_METADATA, 2).struct[1], maintain_order=True)
        .agg("row_id")
        .select(shape=_shape(pl.col("roles"), pl.col("extra")), row_ids="row_id")
    )
    others = (
        rows.filter(~pl.col("usual") | pl.col("roles").is_null())
        .group_by(shape=_without_texts(record), maintain_order=True)
        .agg(row_ids="row_id")
    )
    return pl.concat([alike, others])


def _shape(roles: pl.Expr, extra: pl.Expr) -> pl.Expr:
    """Write the record of plain rows that all say `x`; `extra` is the rest of a record behind that key."""
    said = '","content":"x"}'
    messages = '{"role":"' + roles.str.replace_all(" ", said + ',{"role":"', literal=True) + said
    rest = pl.when(extra.is_null()).then(pl.lit("]}")).otherwise(_METADATA + _without_texts(extra))
    return _HEAD + messages + rest


def _without_texts(record: pl.Expr) -> pl.Expr:
    for key in _KEYS:  # one after the other: a pattern that captures takes twice as long
        record = record.str.replace_all(rf'"{key}":"{_VISIBLE}(?:[^"\\]+|\\.)*"', f'"{key}":"x"')
    return record
