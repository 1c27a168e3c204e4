"""Rows whose measure lies far outside that of the others: ten times as many turns, a hundred times as long."""

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
    column: str = "n_messages"
    of: str = "true"  # polars SQL over the measured columns
    times: float = 10.0  # of what nine rows in ten stay below
    least: int = 0  # smaller values are never far out
    min_rows: int = 100


def columns(params: Params) -> list[str]:
    return sorted({params.column} | named(params.of))


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit each row that is far above the 90 % quantile, longest first; values: n, usual, times."""
    import polars as pl

    column = pl.col(params.column)
    some = rows.filter(pl.sql_expr(params.of) & column.is_not_null())
    if len(some) < params.min_rows:
        return
    usual = int(some[params.column].quantile(0.9, "lower") or 0)
    far = some.filter((column > max(1, usual) * params.times) & (column >= params.least))
    for row_id, n in (
        far.sort(column, "row_id", descending=[True, False]).select("row_id", column).iter_rows()
    ):
        yield RowHit(row_id, {"n": n, "usual": usual, "times": round(n / max(1, usual))})
