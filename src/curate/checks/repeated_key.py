"""A value that names one row and stands on several: the same id with another content."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.checks import RowHit

if TYPE_CHECKING:
    import polars as pl

SCOPE = "dataset"


@dataclass(frozen=True)
class Params:
    column: str = "id"
    most_share: float = 0.1  # where more rows share their value, it names a group and not a row


def columns(params: Params) -> list[str]:
    return [params.column]


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit each row whose value an earlier row has; values: value, n (rows that have it)."""
    import polars as pl

    column = pl.col(params.column)
    named = rows.filter(column.is_not_null()).select("row_id", column).with_columns(n=pl.len().over(column))
    again = named.filter(~column.is_first_distinct())
    if len(again) > params.most_share * len(named):
        return
    for row_id, value, n in again.iter_rows():
        yield RowHit(row_id, {"value": value, "n": n})
