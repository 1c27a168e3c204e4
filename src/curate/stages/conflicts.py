"""Find rows that contradict each other: one prompt, several answers; one answer, many prompts; preferences both ways.

Needs    the side frame keys; for nearly equal prompts prompt_bands and prompt_shingles.
Returns  a finding for each row that contradicts a preferred one; with action `drop` these rows go as duplicates, with
         the row that is kept. Data-set findings name answers that are given to very many prompts.
Does not cover: answers that mean the same in other words. They are reported: two answers are two answers.
"""

from collections.abc import Iterator

import polars as pl

from curate.model import Finding, Severity
from curate.setup import Setup
from curate.spec.dedupe import Conflicts
from curate.stages import DUPLICATES, Index, findings_frame
from curate.stages.duplicate_findings import reported
from curate.stages.exact_duplicates import drop_duplicates
from curate.stages.near_duplicates import find_near
from curate.stages.preference import rank

SHOWN = 5  # answers named
COLUMNS = ["prompt_key", "answer_key", "rejected_key", "sides"]


def conflicts(index: Index, setup: Setup) -> Index:
    stages = setup.config.stages
    settings = stages.conflicts
    if settings.action == "off":
        return index
    alive = index.rows["fate"].is_null()
    places = index.rows.select("row_id", "line", "file", rank=rank(index, stages.near_duplicates))
    rows = places.filter(alive).hstack(index.beside("keys", COLUMNS).filter(alive))
    found = [turned(rows), other_answers(rows)]
    if settings.near:
        near = find_near(index, stages.near_duplicates, settings.threshold, setup.memory_bytes, "prompt_")
        found.append(near_prompts(near.pairs, rows))
    pairs = pl.concat(found).unique("row_id", keep="first", maintain_order=True)
    index = (
        drop_duplicates(index, pairs) if settings.action == "drop" else reported(index, pairs, "conflicts")
    )
    more = findings_frame([*same_sides(rows, settings), *same_answer(rows, settings, index)])
    return index._replace(findings=pl.concat([index.findings, more]))


def other_answers(rows: pl.DataFrame) -> pl.DataFrame:
    """Return DUPLICATES of the rows whose prompt has another answer in a preferred row."""
    first = pl.col("answer_key").sort_by("rank").first().over("prompt_key")
    return (
        rows.filter(pl.col("prompt_key").is_not_null(), pl.col("rejected_key").is_null())
        .filter(pl.col("answer_key").is_not_null(), pl.col("prompt_key").is_duplicated())
        .with_columns(kept_row_id=pl.col("row_id").sort_by("rank").first().over("prompt_key"), first=first)
        .filter(pl.col("answer_key") != pl.col("first"))
        .select("row_id", "kept_row_id", similarity=pl.lit(1.0), reason=pl.lit("other_answer"))
        .cast(DUPLICATES)
    )


def turned(rows: pl.DataFrame) -> pl.DataFrame:
    """Return DUPLICATES of preference rows that prefer what a preferred row rejects."""
    sides = rows.filter(pl.col("rejected_key").is_not_null())
    other = sides.select(
        "prompt_key",
        answer_key="rejected_key",
        rejected_key="answer_key",
        kept_row_id="row_id",
        kept_rank="rank",
    )
    both = sides.join(other, on=["prompt_key", "answer_key", "rejected_key"], nulls_equal=True)
    return (
        both.filter(pl.col("kept_rank") < pl.col("rank"))
        .sort("row_id", "kept_rank")
        .unique("row_id", keep="first", maintain_order=True)
        .select("row_id", "kept_row_id", similarity=pl.lit(1.0), reason=pl.lit("turned_preference"))
        .cast(DUPLICATES)
    )


def near_prompts(pairs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs of near-equal prompts whose answers differ."""
    answers = rows.select("row_id", "answer_key").drop_nulls()
    kept = answers.rename({"row_id": "kept_row_id", "answer_key": "kept_answer"})
    return (
        pairs.join(answers, on="row_id")
        .join(kept, on="kept_row_id")
        .filter(pl.col("answer_key") != pl.col("kept_answer"))
        .select("row_id", "kept_row_id", "similarity", reason=pl.lit("other_answer_to_near_prompt"))
        .cast(DUPLICATES)
    )


def same_sides(rows: pl.DataFrame, settings: Conflicts) -> Iterator[tuple[int, int, Finding]]:
    """Yield preference rows whose two answers are the same, or nearly."""
    alike = rows.filter(
        (pl.col("answer_key") == pl.col("rejected_key")) | (pl.col("sides") >= settings.same_sides_ratio)
    )
    for row_id, line, similarity in alike.select("row_id", "line", "sides").iter_rows():
        message = f"the chosen and the rejected answer are {max(similarity, 0):.0%} the same"
        yield row_id, line, Finding("conflicts/same-sides", Severity.WARNING, message, pointer="/rejected")


def same_answer(
    rows: pl.DataFrame, settings: Conflicts, index: Index
) -> Iterator[tuple[None, None, Finding]]:
    """Yield the answers that are given to very many different prompts."""
    counts = (
        rows.filter(pl.col("answer_key").is_not_null(), pl.col("prompt_key").is_not_null())
        .filter(pl.col("answer_key").is_duplicated())
        .sort("row_id")
        .group_by("answer_key", maintain_order=True)
        .agg(pl.col("prompt_key").n_unique(), pl.col("file", "line").first())
        .filter(pl.col("prompt_key") >= settings.same_answer_rows)
        .sort("prompt_key", "file", "line", descending=[True, False, False])
    )
    for prompts, file, line in counts.head(SHOWN).select("prompt_key", "file", "line").iter_rows():
        message = f"one answer is given to {prompts:,} different prompts, first in {index.place(file, line)}"
        yield None, None, Finding("conflicts/same-answer", Severity.WARNING, message)
