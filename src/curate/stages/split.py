"""Share the kept rows between train and validation by a hash of their content: adding rows moves none."""

import polars as pl

from curate.setup import Setup
from curate.stages import Index


def split(index: Index, setup: Setup) -> Index:
    """Mark each kept row `train` or `validation`."""
    ratio = setup.config.stages.split.validation_ratio
    low = pl.col("content_hash").str.slice(0, 13).str.to_integer(base=16, dtype=pl.Int64) / float(1 << 52)
    side = pl.when(low < ratio).then(pl.lit("validation")).otherwise(pl.lit("train"))
    rows = index.rows.with_columns(split=pl.when(pl.col("fate").is_null()).then(side))
    return index._replace(rows=rows)
