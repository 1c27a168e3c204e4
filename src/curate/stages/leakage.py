"""Say which validation and test rows the model has seen half of in training: the same prompt, or the same document.

Needs    the column `split`, the side frame keys.
Returns  a finding for each such row. Equal and nearly equal rows cannot be on two sides: stage split sees to that.
Does not cover: shared system prompts and tools; they are meant to be shared.
"""

from collections.abc import Iterator

import polars as pl

from curate.model import Finding, Severity
from curate.setup import Setup
from curate.stages import Index, findings_frame

WHAT = {
    "prompt_key": ("leakage/same-prompt", "the prompt"),
    "context_key": ("leakage/shared-context", "the document"),
}
HELP = "keep such rows on one side with `stages.split.split_by`"


def leakage(index: Index, setup: Setup) -> Index:
    placed = index.rows["split"].is_not_null()
    rows = index.rows.select("row_id", "line", "file", "split").filter(placed)
    if rows["split"].n_unique() < 2:
        return index
    findings = findings_frame(
        find
        for key in WHAT
        for find in shared(rows.hstack(index.beside("keys", [key]).filter(placed)), key, index)
    )
    return index._replace(findings=pl.concat([index.findings, findings]))


def shared(rows: pl.DataFrame, key: str, index: Index) -> Iterator[tuple[int, int, Finding]]:
    """Yield the rows outside training whose key a training row has, in the order of the input."""
    rule, what = WHAT[key]
    rows = rows.drop_nulls(key).filter(pl.col(key).is_duplicated())
    train = rows.filter(split="train").sort("row_id").unique(key, keep="first")
    train = train.select(key, train_line="line", train_file="file")
    seen = rows.filter(pl.col("split") != "train").join(train, on=key).sort("row_id")
    columns = ["row_id", "line", "split", "train_file", "train_line"]
    for row_id, line, split, file, train_line in seen.select(columns).iter_rows():
        message = f"{what} of this {split} row is in training as well, in {index.place(file, train_line)}"
        yield row_id, line, Finding(rule, Severity.WARNING, message, help=HELP)
