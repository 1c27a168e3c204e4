"""Which of two equal rows stays: an order over all rows, the preferred ones first."""

import numpy as np
import polars as pl

from curate.spec.dedupe import NearDuplicates
from curate.stages import Index


def rank(index: Index, settings: NearDuplicates) -> pl.Series:
    """Return the rank of every row, in the order of the rows (0 is best).

    `longest` prefers the most words, and of equally long texts one that does not depend on their order. A metadata key
    prefers the highest value: numbers before texts, rows without one last. What is still equal: the first in the input.
    """
    if settings.prefer == "first":
        return pl.int_range(len(index.rows), dtype=pl.UInt32, eager=True)
    name = "prefer" if settings.prefer_metadata else "words"
    keys = index.beside("keys", [name, "text_key"]).rename({name: "value"})
    number = pl.col("value").cast(pl.Float64, strict=False)
    order = keys.with_row_index("row").sort(
        number, "value", "text_key", "row", descending=[True, True, False, False], nulls_last=True
    )
    ranks = np.empty(len(order), np.uint32)
    ranks[order["row"].to_numpy()] = np.arange(len(order), dtype=np.uint32)
    return pl.Series(ranks)
