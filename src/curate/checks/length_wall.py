"""Many answers that stop at one length, in the middle of something: the mark of a limit of new tokens."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.checks import RowHit

if TYPE_CHECKING:
    import polars as pl

SCOPE = "dataset"


@dataclass(frozen=True)
class Params:
    near: float = 0.93  # of the greatest length: characters of one number of tokens differ by so much
    share: float = 0.03  # of all rows
    open_share: float = 0.5  # of the rows at the wall that end openly
    min_rows: int = 50
    min_chars: int = 200


def columns(params: Params) -> list[str]:
    return ["last_chars", "open_end"]


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit the data set; values: n, rows, chars, open_percent."""
    import polars as pl

    some = rows.filter(pl.col("last_chars").is_not_null())
    if len(some) < params.min_rows:
        return
    sizes = some["last_chars"]
    top = int(sizes.quantile(0.995, "lower") or 0)
    wall = some.filter(pl.col("last_chars") >= params.near * top)
    open_ends = int(wall["open_end"].sum())
    if (
        top >= params.min_chars
        and len(wall) >= params.share * len(some)
        and open_ends >= params.open_share * len(wall)
    ):
        share = round(100 * open_ends / len(wall))
        yield RowHit(None, {"n": len(wall), "rows": len(some), "chars": top, "open_percent": share})
