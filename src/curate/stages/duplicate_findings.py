"""What is said about duplicates: pairs that are only reported, and a removal that is larger than anybody expects."""

from typing import Any

import polars as pl

from curate.model import Finding, Severity
from curate.stages import Index, findings_frame

WORDS = {
    "exact": "equals {kept}",
    "normalised": "equals {kept} but for case, white space or Unicode form",
    "same_prompt": "has the prompt of {kept}",
    "near": "{similarity:.0%} the same as {kept}",
    "other_answer": "another answer to the prompt of {kept}",
    "other_answer_to_near_prompt": "another answer to nearly the prompt of {kept}",
    "turned_preference": "prefers what {kept} rejects",
}
SHOWN = 5  # biggest clusters that a warning names


def reported(index: Index, found: pl.DataFrame, pack: str = "duplicates") -> Index:
    """Add a finding for each DUPLICATES row, where the action is to report and not to drop."""
    places = index.rows.select("row_id", "line", "file")
    kept = places.rename({"row_id": "kept_row_id", "line": "kept_line", "file": "kept_file"})
    rows = found.join(places, on="row_id").join(kept, on="kept_row_id", how="left").sort("row_id")
    findings = findings_frame(
        (
            row["row_id"],
            row["line"],
            Finding(
                f"{pack}/{row['reason'].partition(',')[0].replace('_', '-')}",
                Severity.WARNING,
                described(row, index),
            ),
        )
        for row in rows.iter_rows(named=True)
    )
    return index._replace(findings=pl.concat([index.findings, findings]))


def described(row: dict[str, Any], index: Index) -> str:
    if row["kept_row_id"] is None:  # a row of an index: the reason names it
        return f"{row['similarity']:.0%} the same: {row['reason']}"
    kept = index.place(row["kept_file"], row["kept_line"])
    return WORDS[row["reason"]].format(similarity=row["similarity"], kept=kept)


def removal_rate(index: Index, before: int, warn_above_ratio: float) -> Index:
    """Warn, with the biggest clusters and a histogram of their sizes, when too large a share of the rows went."""
    gone = len(index.duplicates)
    if not before or gone / before <= warn_above_ratio:
        return index
    sizes = index.duplicates.drop_nulls("kept_row_id").group_by("kept_row_id").agg(size=pl.len() + 1)
    biggest = sizes.sort("size", "kept_row_id", descending=[True, False]).head(SHOWN)
    biggest = biggest.join(index.rows, left_on="kept_row_id", right_on="row_id", maintain_order="left")
    named = "; ".join(
        f"{size:,} rows like {index.place(file, line)}"
        for size, file, line in biggest.select("size", "file", "line").iter_rows()
    )
    message = (
        f"{gone:,} of {before:,} rows ({gone / before:.0%}) are duplicates, expected at most "
        f"{warn_above_ratio:.0%}; biggest clusters: {named}; cluster sizes: {histogram(sizes['size'])}"
    )
    help = "look into duplicates.jsonl before you train; raise the threshold or set `action: report`"
    finding = Finding("duplicates/removal-rate", Severity.WARNING, message, help=help)
    return index._replace(findings=pl.concat([index.findings, findings_frame([(None, None, finding)])]))


def histogram(sizes: pl.Series) -> str:
    """Count clusters by size, in powers of two.

    >>> histogram(pl.Series([2, 2, 3, 5, 900]))
    '2-3: 3, 4-7: 1, 512-1,023: 1'
    """
    powers = sizes.cast(pl.Float64).log(2).floor().cast(pl.Int64).rename("power").value_counts().sort("power")
    return ", ".join(f"{1 << p:,}-{(2 << p) - 1:,}: {n:,}" for p, n in powers.iter_rows())


def given_up(index: Index, rows: int) -> Index:
    """Say that groups were too large to compare every pair."""
    if not rows:
        return index
    message = f"{rows:,} rows stand in groups too large to compare every pair: near-duplicates may be left among them"
    finding = Finding("duplicates/not-all-compared", Severity.WARNING, message)
    return index._replace(findings=pl.concat([index.findings, findings_frame([(None, None, finding)])]))
