"""The share of rows for which a condition holds: too large, too small, or neither none nor all.

`condition` and `of` are polars SQL over the measured columns (stages/measure.py): `calls AND n_answers > 1`.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.checks import RowHit

if TYPE_CHECKING:
    import polars as pl

SCOPE = "dataset"


@dataclass(frozen=True)
class Params:
    condition: str = ""
    of: str = "true"
    above: float = 1.0  # a hit where the share is greater
    below: float = 0.0  # a hit where the share is smaller
    mixed: bool = False  # a hit where the share lies between `below` and `above`
    min_rows: int = 20


def columns(params: Params) -> list[str]:
    return sorted(named(params.of, params.condition))


def named(*conditions: str) -> set[str]:
    """Return the columns that conditions name; one that is no SQL names none, and `check` says what is wrong with it.

    >>> sorted(named("true", "calls AND n_answers > 1", "calls AND"))
    ['calls', 'n_answers']
    """
    import polars as pl

    found: set[str] = set()
    for condition in conditions:
        with suppress(pl.exceptions.PolarsError):
            found |= {*pl.sql_expr(condition).meta.root_names()}
    return found


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit the data set; values: n, rows, share_percent."""
    import polars as pl

    some = rows.filter(pl.sql_expr(params.of))
    if len(some) < params.min_rows:
        return
    n = len(some.filter(pl.sql_expr(params.condition)))
    share = n / len(some)
    outside = share > params.above or share < params.below
    between = params.below < share < params.above
    if between if params.mixed else outside:
        yield RowHit(None, {"n": n, "rows": len(some), "share_percent": round(100 * share, 1)})
