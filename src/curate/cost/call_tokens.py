"""What a usual call of a tuned model is in tokens, as the training rows show it, and examples to put before it."""

from dataclasses import dataclass
from decimal import Decimal

import polars as pl


@dataclass(frozen=True)
class CallTokens:
    """Tokens of a usual call (means over the data set), and of the examples put before it."""

    prompt: Decimal
    answer: Decimal
    examples: int
    example_tokens: int


def few_shot_rows(rows: pl.DataFrame, encoding: str, count: int) -> pl.DataFrame:
    """Choose examples for a prompt: the training rows whose length is nearest to the median, in input order."""
    tokens = pl.col(f"tokens_{encoding}").cast(pl.Int64)
    train = rows.filter(pl.col("split") == "train")
    far = (tokens - tokens.median()).abs()
    return train.with_columns(far=far).sort("far", maintain_order=True).head(count).drop("far")


def call_tokens(rows: pl.DataFrame, encoding: str, examples: int) -> CallTokens:
    """Return the mean prompt and answer of the training rows, and the real tokens of the chosen examples."""
    train = rows.filter(pl.col("split") == "train")
    total, trained = int(train[f"tokens_{encoding}"].sum()), int(train[f"trained_tokens_{encoding}"].sum())
    number = Decimal(max(1, len(train)))
    chosen = few_shot_rows(rows, encoding, examples)
    step = Decimal("0.1")
    return CallTokens(
        ((total - trained) / number).quantize(step),
        (trained / number).quantize(step),
        len(chosen),
        int(chosen[f"tokens_{encoding}"].sum()),
    )
