"""What a data set says about itself before it is built: the numbers that `curate plan` argues with.

Covers: readable and rejected rows, exact duplicates, refusals (the rule content/refusal), repeated answers, prompts
with several answers, system prompts. Does not cover: near-duplicates (a build finds them), truth, tone, taste.
"""

from collections.abc import Iterable
from typing import NamedTuple

import orjson
import polars as pl

from curate.checks import kind
from curate.cost.call_tokens import few_shot_rows
from curate.ruleset.packs import shipped
from curate.stages import Chunk

REFUSAL = "content/refusal"


class Survey(NamedTuple):
    """Numbers of a data set, and its rows with their token columns (`split` train)."""

    rows: pl.DataFrame
    read: int
    duplicates: int
    refusals: int
    commonest_answer_rows: int
    conflicting_prompts: int
    system_prompts: int
    rows_without_system: int
    examples: tuple[str, ...]  # records for a few-shot prompt


def survey(pieces: Iterable[Chunk], encoding: str, few_shot: int) -> Survey:
    """Gather the numbers piece by piece; texts are kept as hashes, the records of a few examples as they are."""
    narrow, records, rejected = [], [], 0
    for number, chunk in enumerate(pieces):
        rejected += len(chunk.rejected)
        refused = find_refusals(chunk.examples)
        told = _texts(chunk.segments)
        frame = chunk.examples.drop("record", "line").with_columns(
            refusal=refused, piece=pl.lit(number, pl.UInt32)
        )
        narrow.append(frame.join(told, on="row_id", how="left", maintain_order="left"))
        usual = few_shot_rows(chunk.examples.with_columns(split=pl.lit("train")), encoding, few_shot)
        records.append(usual.select("record", "content_hash", f"tokens_{encoding}", split=pl.lit("train")))
    rows = pl.concat(narrow)
    answers = rows.filter(pl.col("answer").is_not_null())
    prompts = rows.group_by("prompt").agg(pl.col("answer").n_unique())
    systems = rows["system"].drop_nulls()
    chosen = few_shot_rows(pl.concat(records).unique("content_hash", maintain_order=True), encoding, few_shot)
    return Survey(
        rows=rows.with_columns(split=pl.lit("train")),
        read=len(rows) + rejected,
        duplicates=len(rows) - rows["content_hash"].n_unique(),
        refusals=int(rows["refusal"].sum()),
        commonest_answer_rows=int(answers.group_by("answer").len()["len"].max() or 0),  # type: ignore[arg-type]  # polars: any value
        conflicting_prompts=int((prompts["answer"] > 1).sum()),
        system_prompts=systems.n_unique(),
        rows_without_system=len(rows) - len(systems),
        examples=tuple(chosen["record"]),
    )


def _texts(segments: pl.DataFrame) -> pl.DataFrame:
    """Return row_id and a hash of its system text, of all before the last answer, and of the last answer."""
    texts = segments.filter(pl.col("form") != "leaf").with_columns(hash=pl.col("text").hash())
    spoken = texts.filter(pl.col("role") != "tools")
    last = pl.col("pointer") == pl.col("pointer").filter(pl.col("role") == "assistant").last()
    return spoken.group_by("row_id").agg(
        system=pl.col("hash").filter(pl.col("role").is_in(["system", "developer"])).first(),
        prompt=pl.col("hash").filter(~last.fill_null(False)).sum(),
        answer=pl.col("hash").filter(last).last(),
    )


def find_refusals(examples: pl.DataFrame) -> pl.Series:
    """Tell for each example whether it refuses a harmless question, as the shipped rule says."""
    rule = shipped()[REFUSAL]
    check = kind(rule.kind).check
    hits = (next(check(orjson.loads(record), rule.params), None) for record in examples["record"])
    return pl.Series([hit is not None for hit in hits], dtype=pl.Boolean)
