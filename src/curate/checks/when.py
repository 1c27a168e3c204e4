"""A condition in polars SQL over the texts of a row: `when: "role = 'assistant' AND n_chars > 4000"`.

Columns: role, form, trained, pointer, text, n_chars, n_words, n_bytes. Runs in the Rust engine; linear in the text.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SCOPE = "frame"


@dataclass(frozen=True)
class Params:
    when: str = ""


def check(segments: "pl.DataFrame", params: Params) -> "pl.DataFrame":
    """Return the segments for which the condition holds; raise ConfigError for one that polars cannot read."""
    import polars as pl

    from curate.errors import ConfigError

    text = pl.col("text")
    measured = segments.filter(pl.col("form") != "json").with_columns(
        n_chars=text.str.len_chars(),
        n_bytes=text.str.len_bytes(),
        n_words=text.str.count_matches(r"\S+"),
    )
    try:
        return measured.filter(pl.sql_expr(params.when))
    except pl.exceptions.PolarsError as error:
        raise ConfigError([f"when: {params.when!r}: {str(error).splitlines()[0]}"]) from None
