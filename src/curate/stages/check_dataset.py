"""Run the rules about the whole data set over the measured rows that are kept so far."""

import polars as pl

from curate.checks import kind
from curate.model import Finding, Hit
from curate.ruleset import Ruleset
from curate.ruleset.of_config import ruleset_of
from curate.setup import Setup
from curate.stages import Index, findings_frame

TOKENS = ("tokens", "trained_tokens")


def check_dataset(index: Index, setup: Setup) -> Index:
    ruleset = ruleset_of(setup.config, setup.base)
    kept = with_tokens(index.rows.filter(pl.col("fate").is_null())).select("row_id", "line", *TOKENS)
    rows = kept.join(pl.concat(index.side("measures", None)), on="row_id", how="left", maintain_order="left")
    return index._replace(findings=pl.concat([index.findings, findings_frame(run_dataset(rows, ruleset))]))


def with_tokens(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the columns TOKENS: the counts of the first encoding that the targets need, null where none is counted."""
    counted = next((c for c in rows.columns if c.startswith("tokens_") and c != "tokens_exact"), None)
    names = (f"{prefix}{counted}" if counted else None for prefix in ("", "trained_"))
    null = pl.lit(None, pl.UInt32)
    return rows.with_columns(
        (pl.col(n) if n else null).alias(to) for n, to in zip(names, TOKENS, strict=True)
    )


def run_dataset(rows: pl.DataFrame, ruleset: Ruleset) -> list[tuple[int | None, int | None, Finding]]:
    """Return (row_id, line, finding) of every data-set rule; without a row_id it is about all rows."""
    lines = dict(rows.select("row_id", "line").iter_rows()) if "line" in rows.columns else {}
    return [
        (hit.row_id, lines.get(hit.row_id), rule.finding(Hit(hit.pointer, hit.values)))
        for rule in ruleset.of_scope("dataset")
        for hit in kind(rule.kind).check(rows, rule.params)
    ]
