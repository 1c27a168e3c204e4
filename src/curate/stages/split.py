"""Share the kept rows between train and validation by a hash of their content: adding rows moves none."""

import polars as pl

from curate.spec.config import Split
from curate.stages import Index


def split(index: Index, settings: Split) -> Index:
    """Mark each kept row `train` or `validation`."""
    low = pl.col("content_hash").str.slice(0, 13).str.to_integer(base=16, dtype=pl.Int64) / float(1 << 52)
    side = pl.when(low < settings.validation_ratio).then(pl.lit("validation")).otherwise(pl.lit("train"))
    rows = index.rows.with_columns(split=pl.when(pl.col("fate").is_null()).then(side))
    return index._replace(rows=rows)
