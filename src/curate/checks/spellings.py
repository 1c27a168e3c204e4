"""One text in several spellings: system prompts that differ only in case, blanks or punctuation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.checks import RowHit

if TYPE_CHECKING:
    import polars as pl

SCOPE = "dataset"


@dataclass(frozen=True)
class Params:
    column: str = "system"
    min_rows: int = 10  # of the commonest spelling


def columns(params: Params) -> list[str]:
    return [params.column]


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit each text that has more than one spelling; values: spellings, n (rows of the rarer ones), rows, value."""
    import polars as pl

    column = pl.col(params.column)
    plain = column.str.to_lowercase().str.replace_all(r"[\s\p{P}]+", " ").str.strip_chars()
    counts = rows.filter(column.is_not_null()).group_by(column, plain=plain).len()
    grouped = (
        counts.sort(["len", params.column], descending=[True, False])
        .group_by("plain", maintain_order=True)
        .agg(value=column.first(), most=pl.col("len").first(), rows=pl.col("len").sum(), spellings=pl.len())
        .filter((pl.col("spellings") > 1) & (pl.col("most") >= params.min_rows))
    )
    for row in grouped.iter_rows(named=True):
        values = {"spellings": row["spellings"], "n": row["rows"] - row["most"], "rows": row["rows"]}
        yield RowHit(None, values | {"value": row["value"]})
