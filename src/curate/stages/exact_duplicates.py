"""Drop every row that equals another one: as a record, as normalised text, or (if asked for) in its prompt.

Needs    content_hash of the rows, the side frame keys.
Returns  the kept row of each dropped one, similarity 1.
Covers   records that differ in metadata or key order only; texts that differ in case, white space or Unicode form only.
Does not cover: punctuation. `2 + 2` and `2 - 2` are two texts.
"""

import polars as pl

from curate.setup import Setup
from curate.stages import DUPLICATES, FATE, Index
from curate.stages.duplicate_findings import reported
from curate.stages.preference import rank


def exact_duplicates(index: Index, setup: Setup) -> Index:
    settings = setup.config.stages.exact_duplicates
    steps = (
        ("exact", "content_hash", settings.action),
        ("normalised", "text_key", settings.normalised),
        ("same_prompt", "prompt_key", settings.prompts),
    )
    order = rank(index, setup.config.stages.near_duplicates)
    for reason, key, action in steps:
        if action == "off":
            continue
        found = find_equal(keyed(index, key).with_columns(rank=order), reason)
        index = drop_duplicates(index, found) if action == "drop" else reported(index, found)
    return index


def keyed(index: Index, key: str) -> pl.DataFrame:
    """Return row_id and key of all rows; the key of those that are not kept any more is null."""
    value = index.rows[key] if key in index.rows.columns else index.beside("keys", [key])[key]
    kept = pl.when(pl.col("fate").is_null()).then(value)
    return index.rows.select("row_id", key=kept)


def find_equal(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Return DUPLICATES: of rows (row_id, key, rank) with one key, all but the best."""
    return (
        rows.filter(pl.col("key").is_not_null() & pl.col("key").is_duplicated())
        .with_columns(kept_row_id=pl.col("row_id").sort_by("rank").first().over("key"))
        .filter(pl.col("row_id") != pl.col("kept_row_id"))
        .sort("row_id")
        .select("row_id", "kept_row_id", similarity=pl.lit(1.0), reason=pl.lit(reason))
        .cast(DUPLICATES)
    )


def drop_duplicates(index: Index, found: pl.DataFrame) -> Index:
    """Apply DUPLICATES: the fate of these rows is decided, and the evidence is kept.

    Rows that went earlier because they equal one of these now name the row that is kept instead.
    """
    rows = index.rows.with_columns(
        fate=pl.when(pl.col("row_id").is_in(found["row_id"].implode()))
        .then(pl.lit("duplicate", FATE))
        .otherwise(pl.col("fate"))
    )
    return index._replace(rows=rows, duplicates=pl.concat([redirect(index.duplicates, found), found]))


def redirect(earlier: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Replace kept rows that have gone themselves: what equals a row is as similar to others as that row is."""
    gone = pl.col("gone").is_not_null()
    values = ("kept_row_id", "similarity", "reason")
    now = found.select(pl.col("row_id").alias("gone"), *(pl.col(c).alias(f"new_{c}") for c in values))
    moved = earlier.join(
        now, left_on="kept_row_id", right_on="gone", how="left", coalesce=False, maintain_order="left"
    )
    return moved.select(
        "row_id", *(pl.when(gone).then(f"new_{c}").otherwise(c).alias(c) for c in values)
    ).cast(DUPLICATES)
