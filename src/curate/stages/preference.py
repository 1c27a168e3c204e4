"""Which of two equal rows stays: an order over all rows, the preferred ones first."""

import polars as pl

from curate.spec.dedupe import NearDuplicates
from curate.stages import Index


def rank(index: Index, settings: NearDuplicates) -> pl.DataFrame:
    """Return row_id and rank (0 is best).

    `longest` prefers the most words, and of equally long texts one that does not depend on their order. A metadata key
    prefers the highest value: numbers before texts, rows without one last. What is still equal: the first in the input.
    """
    rows = index.rows.select("row_id")
    if settings.prefer == "first":
        return rows.with_columns(rank=pl.int_range(pl.len(), dtype=pl.Int64))
    name = "prefer" if settings.prefer_metadata else "words"
    keys = pl.concat(index.side("keys", ["row_id", name, "text_key"])).rename({name: "value"})
    number = pl.col("value").cast(pl.Float64, strict=False)
    order = keys.sort(
        number, "value", "text_key", "row_id", descending=[True, True, False, False], nulls_last=True
    )
    ranked = order.select("row_id", rank=pl.int_range(pl.len(), dtype=pl.Int64))
    return rows.join(ranked, on="row_id", how="left", maintain_order="left")
