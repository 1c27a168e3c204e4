"""Run the rules about the whole data set over the measured rows that are kept so far."""

import polars as pl

from curate.checks import kind
from curate.model import Finding, Hit
from curate.ruleset import Ruleset
from curate.ruleset.of_config import ruleset_of
from curate.setup import Setup
from curate.stages import Index, findings_frame


def check_dataset(index: Index, setup: Setup) -> Index:
    ruleset = ruleset_of(setup.config, setup.base)
    kept = index.rows.filter(pl.col("fate").is_null()).select("row_id", "line")
    rows = kept.join(pl.concat(index.side("measures", None)), on="row_id", how="left", maintain_order="left")
    return index._replace(findings=pl.concat([index.findings, findings_frame(run_dataset(rows, ruleset))]))


def run_dataset(rows: pl.DataFrame, ruleset: Ruleset) -> list[tuple[int | None, int | None, Finding]]:
    """Return (row_id, line, finding) of every data-set rule; without a row_id it is about all rows."""
    lines = dict(rows.select("row_id", "line").iter_rows()) if "line" in rows.columns else {}
    return [
        (hit.row_id, lines.get(hit.row_id), rule.finding(Hit(hit.pointer, hit.values)))
        for rule in ruleset.of_scope("dataset")
        for hit in kind(rule.kind).check(rows, rule.params)
    ]
