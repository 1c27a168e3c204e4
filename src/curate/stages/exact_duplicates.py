"""Drop every row whose canonical record stands earlier in the input."""

import polars as pl

from curate.setup import Setup
from curate.stages import DUPLICATES, Index


def exact_duplicates(index: Index, setup: Setup) -> Index:
    return drop_duplicates(index, find_exact(index.rows))


def drop_duplicates(index: Index, found: pl.DataFrame) -> Index:
    """Apply DUPLICATES rows: their fate is decided, and the evidence is kept."""
    rows = index.rows.with_columns(
        fate=pl.when(pl.col("row_id").is_in(found["row_id"].implode()))
        .then(pl.lit("duplicate"))
        .otherwise(pl.col("fate"))
    )
    return index._replace(rows=rows, duplicates=pl.concat([index.duplicates, found]))


def find_exact(rows: pl.DataFrame) -> pl.DataFrame:
    """Return DUPLICATES rows: every repeat of a content_hash, with the first row that has it."""
    kept = pl.col("row_id").min().over("content_hash")
    return (
        rows.filter(pl.col("fate").is_null())
        .with_columns(kept_row_id=kept)
        .filter(pl.col("row_id") != pl.col("kept_row_id"))
        .select("row_id", "kept_row_id", similarity=pl.lit(1.0), reason=pl.lit("exact"))
        .cast(DUPLICATES)
    )
