"""Count what every example is billed for and what it teaches, once for each encoding among the targets.

Needs     segments; the records of examples that hold more than text (tools, calls, names, parts)
Returns   on the examples, for each encoding E: `tokens_E` (all that is billed, UInt32), `trained_tokens_E` (the
          answers, UInt32), `unrolled_tokens_E` (all, where a provider makes an example of every answer of a reasoning
          row); and `tokens_exact`, false where no published formula knows some part of the row, `tokens_spare`, what
          images may count on top (UInt32)
Covers    OpenAI's formula for a training example, see engines/chat_tokens.py
Does not  cover templates of open models, which add 3 to 70 tokens a conversation
"""

from typing import TYPE_CHECKING

import numpy as np
import orjson
import polars as pl

from curate.engines.chat_tokens import PER_EXAMPLE, PER_MESSAGE, unrolled
from curate.engines.token_batches import count_texts
from curate.engines.token_columns import count
from curate.engines.tokens import encoding_for
from curate.stages import Chunk

if TYPE_CHECKING:
    from curate.setup import Setup

# A record with one of these keys, or with another number of roles than of segments, is counted by its record.
RICH = [
    '"tools":', '"tool_calls":', '"functions":', '"function_call":', '"name":', '"completions":',
    '"reasoning_content":', '"refusal":', '"content":null', '"content":[',
]  # fmt: skip
COLUMNS = {"tokens": "tokens", "trained": "trained_tokens", "unrolled": "unrolled_tokens"}
NO_MESSAGE = "text"  # the role of the one segment of a plain text row


def count_tokens(chunk: Chunk, setup: "Setup") -> Chunk:
    """Add the token columns that the targets of the job need."""
    return add_counts(chunk, sorted({encoding_for(target.model).encoding for target in setup.targets}))


def add_counts(chunk: Chunk, encodings: list[str]) -> Chunk:
    """Add the columns of each encoding to the examples."""
    texts = chunk.segments.filter(pl.col("form") != "leaf").select("row_id", "role", "trained", "text")
    rich = find_rich(chunk.examples, texts)
    plain = texts.join(rich, on="row_id", how="anti")
    examples = chunk.examples
    for encoding in encodings:
        counted = pl.concat([count_plain(plain, encoding), count_rich(rich, encoding)])
        if "tokens_exact" in examples.columns:  # properties of the row, the same for every encoding
            counted = counted.drop("tokens_exact", "tokens_spare")
        names = {name: f"{column}_{encoding}" for name, column in COLUMNS.items()}
        examples = examples.join(counted.rename(names), on="row_id", how="left", maintain_order="left")
    return chunk._replace(examples=examples)


def find_rich(examples: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Return row_id and record of the examples whose count needs more than their segments; turns of texts do not."""
    some = examples.filter(pl.col("roles").fill_null("") == "").select("row_id", "kind", "record")
    segments = texts.join(some, on="row_id", how="semi").group_by("row_id").len("segments")
    roles = pl.col("record").str.count_matches('"role":"', literal=True)
    expected = pl.when(pl.col("kind") == NO_MESSAGE).then(1).otherwise(roles)
    return (
        some.join(segments, on="row_id", how="left", maintain_order="left")
        .filter(pl.col("record").str.contains_any(RICH) | expected.ne_missing(pl.col("segments")))
        .select("row_id", "record")
    )


def count_plain(texts: pl.DataFrame, encoding: str) -> pl.DataFrame:
    """Sum the segments of rows that hold one text a message."""
    roles = [role for role in texts["role"].unique() if role != NO_MESSAGE]
    fixed = dict(zip(roles, (PER_MESSAGE + count_texts(roles, encoding)).tolist(), strict=True))
    return (
        texts.select(
            "row_id",
            tokens=pl.Series(count(texts["text"], encoding)),
            trained="trained",
            fixed=pl.col("role").replace_strict(fixed, default=0, return_dtype=pl.Int64),
        )
        .group_by("row_id")
        .agg(
            tokens=(pl.col("tokens").sum() + pl.col("fixed").sum() + PER_EXAMPLE).cast(pl.UInt32),
            trained=pl.col("tokens").filter(pl.col("trained")).sum().cast(pl.UInt32),
            tokens_exact=pl.lit(True),
            tokens_spare=pl.lit(0, pl.UInt32),
        )
        .with_columns(unrolled="tokens")
        .select("row_id", *COLUMNS, "tokens_exact", "tokens_spare")
    )


def count_rich(rich: pl.DataFrame, encoding: str) -> pl.DataFrame:
    """Count rows by their records; all their texts are counted in one go."""
    texts: list[str] = []
    of_row: list[int] = []
    is_trained: list[bool] = []
    times: list[int] = []
    fixed = np.zeros((len(rich), 4), np.int64)  # all, trained, unrolled, spare
    exact = np.ones(len(rich), bool)
    for row, record in enumerate(rich["record"]):
        for piece in unrolled(orjson.loads(record), encoding):
            texts += piece.texts
            of_row += [row] * len(piece.texts)
            is_trained += [piece.trained] * len(piece.texts)
            times += [piece.times] * len(piece.texts)
            fixed[row] += (piece.fixed, piece.fixed * piece.trained, piece.fixed * piece.times, piece.spare)
            exact[row] &= piece.exact
    counts = count(pl.Series(texts, dtype=pl.String), encoding)
    rows = np.array(of_row, np.int64)
    np.add.at(fixed[:, 0], rows, counts)
    np.add.at(fixed[:, 1], rows, counts * np.array(is_trained, bool))
    np.add.at(fixed[:, 2], rows, counts * np.array(times, np.int64))
    numbers = {name: pl.Series(fixed[:, place]).cast(pl.UInt32) for place, name in enumerate(COLUMNS)}
    spare = pl.Series(fixed[:, 3]).cast(pl.UInt32)
    return pl.DataFrame(
        {"row_id": rich["row_id"], **numbers, "tokens_exact": pl.Series(exact), "tokens_spare": spare}
    )
