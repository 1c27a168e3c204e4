"""How much of a data set a job reads: rows and tokens of each side, cut at the limit of the model."""

from typing import NamedTuple

import polars as pl


class Volume(NamedTuple):
    """Tokens of the rows that a job reads, for one encoding and one limit.

    `train_tokens` are those left after rows are cut at the limit; `prompt_tokens` are the part of them that is not
    learnt; `exact` is False where a row holds something that no published formula counts, and `uncertain_tokens` are
    the tokens of such rows; `spare_tokens` may come on top for images. `unrolled_rows` are those of which the provider
    makes several examples; their tokens are counted as often.
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
    spare_tokens: int = 0
    unrolled_rows: int = 0


def volume(rows: pl.DataFrame, encoding: str, limit: int | None = None, unrolled: bool = False) -> Volume:
    """Sum the token columns of rows that have a `split` of train or validation (null: not used).

    `unrolled`: the provider makes an example of every answer of a row with reasoning; the limit is then not looked at
    for such rows, because their examples are shorter.
    """
    tokens = pl.col(f"tokens_{encoding}").fill_null(0).cast(pl.Int64)
    whole = pl.col(f"unrolled_tokens_{encoding}").fill_null(0).cast(pl.Int64) if unrolled else tokens
    trained = pl.col(f"trained_tokens_{encoding}").fill_null(0).cast(pl.Int64)
    read = (
        whole
        if limit is None
        else pl.when(whole > tokens).then(whole).otherwise(tokens.clip(upper_bound=limit))
    )
    sides = rows.select(
        "split",
        exact=pl.col("tokens_exact").fill_null(True),
        spare=pl.col("tokens_spare").fill_null(0).cast(pl.Int64)
        if "tokens_spare" in rows.columns
        else pl.lit(0),
        several=whole > tokens,
        whole=whole,
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
        longest=int(train["whole"].max() or 0),  # type: ignore[arg-type]  # polars: any value
        validation_rows=len(validation),
        validation_tokens=int(validation["read"].sum()),
        exact=bool(sides["exact"].all()),
        uncertain_tokens=int(train.filter(~pl.col("exact"))["read"].sum()),
        spare_tokens=int(train["spare"].sum()),
        unrolled_rows=int(train["several"].sum()),
    )
