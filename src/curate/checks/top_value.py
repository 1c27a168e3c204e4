"""One value of a measured column that stands in too many rows: a class, an opener, a length."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.checks import RowHit
from curate.checks.row_share import named

if TYPE_CHECKING:
    import polars as pl

SCOPE = "dataset"


@dataclass(frozen=True)
class Params:
    column: str = "label"
    of: str = "true"  # polars SQL over the measured columns
    above: float = 0.5
    few_values: int = 0  # only where the column has at most so many values in these rows; 0 = any
    few_share: float = 0.0  # and only where at least this share of all rows has a value
    min_rows: int = 40


def columns(params: Params) -> list[str]:
    return sorted({params.column} | named(params.of))


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit the data set; values: value, n, rows, share_percent, values."""
    import polars as pl

    some = rows.filter(pl.sql_expr(params.of) & pl.col(params.column).is_not_null())
    if len(some) < params.min_rows or len(some) < params.few_share * len(rows):
        return
    counts = some.group_by(params.column).len().sort(["len", params.column], descending=[True, False])
    if params.few_values and len(counts) > params.few_values:
        return
    value, n = counts.row(0)
    if n / len(some) > params.above and (len(counts) > 1 or not params.few_values):
        share = round(100 * n / len(some), 1)
        yield RowHit(
            None, {"value": value, "n": n, "rows": len(some), "share_percent": share, "values": len(counts)}
        )
