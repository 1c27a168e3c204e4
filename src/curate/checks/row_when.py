"""A condition in polars SQL over the measures of a row: `tokens > 4000 AND n_answers = 1`.

The columns are those of stages/measure.py, and `tokens` and `trained_tokens` of the first target's encoding.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from curate.checks import RowHit
from curate.checks.row_share import named

if TYPE_CHECKING:
    import polars as pl

SCOPE = "dataset"
_SHOWN = ("tokens", "trained_tokens", "chars", "answer_chars", "n_answers", "n_messages")


@dataclass(frozen=True)
class Params:
    when: str = "false"


def columns(params: Params) -> list[str]:
    return sorted({*_SHOWN} | named(params.when))


def check(rows: "pl.DataFrame", params: Params) -> Iterator[RowHit]:
    """Hit each row for which the condition holds; values: its measures. Raise ConfigError for no condition."""
    import polars as pl

    from curate.errors import ConfigError

    try:
        found = rows.filter(pl.sql_expr(params.when))
    except pl.exceptions.PolarsError as error:
        raise ConfigError([f"when: {params.when!r}: {str(error).splitlines()[0]}"]) from None
    for row_id, *values in found.select("row_id", *_SHOWN).iter_rows():
        yield RowHit(row_id, dict(zip(_SHOWN, values, strict=True)))
