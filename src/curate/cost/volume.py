"""How much of a data set a job reads: rows and tokens of each side, cut at the limit of the model."""

from typing import NamedTuple

import polars as pl


class Volume(NamedTuple):
    """Tokens of the rows that a job reads, for one encoding and one limit.

    `train_tokens` are those left after rows are cut at the limit; `prompt_tokens` are the part of them that is not
    learnt; `exact` is False where a row holds something that no published formula counts, and `uncertain_tokens` are
    the tokens of such rows.
    """

    train_rows: int
    train_tokens: int
    prompt_tokens: int
    cut_rows: int
    cut_tokens: int
    longest: int
    validation_rows: int
    validation_tokens: int
    exact: bool
    uncertain_tokens: int = 0


def volume(rows: pl.DataFrame, encoding: str, limit: int | None = None) -> Volume:
    """Sum the token columns of rows that have a `split` of train or validation (null: not used)."""
    tokens = pl.col(f"tokens_{encoding}").fill_null(0).cast(pl.Int64)
    trained = pl.col(f"trained_tokens_{encoding}").fill_null(0).cast(pl.Int64)
    read = tokens if limit is None else tokens.clip(upper_bound=limit)
    sides = rows.select(
        "split",
        exact=pl.col("tokens_exact").fill_null(True),
        whole=tokens,
        read=read,
        prompt=(read - trained).clip(lower_bound=0),
    )
    train = sides.filter(pl.col("split") == "train")
    validation = sides.filter(pl.col("split") == "validation")
    return Volume(
        train_rows=len(train),
        train_tokens=int(train["read"].sum()),
        prompt_tokens=int(train["prompt"].sum()),
        cut_rows=int((train["whole"] > train["read"]).sum()),
        cut_tokens=int((train["whole"] - train["read"]).sum()),
        longest=int(train["whole"].max() or 0),  # type: ignore[arg-type]
        validation_rows=len(validation),
        validation_tokens=int(validation["read"].sum()),
        exact=bool(sides["exact"].all()),
        uncertain_tokens=int(train.filter(~pl.col("exact"))["read"].sum()),
    )
