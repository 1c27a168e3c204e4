"""How much of each batch is padding where rows are not packed: batches in input order, as long as their longest row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.checks import RowHit

if TYPE_CHECKING:
    import polars as pl

SCOPE = "dataset"


@dataclass(frozen=True)
class Params:
    batch_rows: int = 8
    above: float = 0.5
    min_rows: int = 64


def columns(params: Params) -> list[str]:
    return ["tokens"]


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit the data set; values: share_percent, rows, batch_rows."""
    import polars as pl

    some = rows.filter(pl.col("tokens") > 0)
    if len(some) < params.min_rows:
        return
    batch = pl.int_range(pl.len()) // params.batch_rows
    batches = some.group_by(batch.alias("batch")).agg(longest=pl.col("tokens").max(), n=pl.len())
    room = int((batches["longest"].cast(pl.Int64) * batches["n"]).sum())
    share = 1 - int(some["tokens"].cast(pl.Int64).sum()) / room
    if share > params.above:
        values = {"share_percent": round(100 * share), "rows": len(some), "batch_rows": params.batch_rows}
        yield RowHit(None, values)
