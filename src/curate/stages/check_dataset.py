"""Run the rules about the whole data set over the measured rows that are kept so far."""

import polars as pl

from curate.checks import kind
from curate.model import Finding, Hit
from curate.ruleset import Compiled
from curate.ruleset.of_config import ruleset_of
from curate.setup import Setup
from curate.stages import Index, findings_frame
from curate.stages.measure import MEASURES

TOKENS = ("tokens", "trained_tokens")


def check_dataset(index: Index, setup: Setup) -> Index:
    """Run each rule over the measured columns that it reads, so that no more of all rows is in memory at once."""
    kept = index.rows["fate"].is_null()
    found = [
        hit
        for rule in ruleset_of(setup.config, setup.base).of_scope("dataset")
        for hit in run_rule(measured(index, rule).filter(kept), rule)
    ]
    lines = index.rows.filter(pl.col("row_id").is_in([row_id for row_id, _ in found if row_id is not None]))
    line_of = dict(lines.select("row_id", "line").iter_rows())
    findings = findings_frame((row_id, line_of.get(row_id), finding) for row_id, finding in found)
    return index._replace(findings=pl.concat([index.findings, findings]))


def measured(index: Index, rule: Compiled) -> pl.DataFrame:
    """Return row_id and the columns that a rule reads, of all rows."""
    columns = columns_of(rule)
    rows = index.beside("measures", [name for name in columns if name in MEASURES])
    counted = with_tokens(index.rows).select("row_id", *(name for name in columns if name in TOKENS))
    return counted.hstack(rows)


def columns_of(rule: Compiled) -> list[str]:
    """Return the columns that a data-set rule reads: of MEASURES and TOKENS."""
    module = kind(rule.kind)
    if hasattr(module, "columns"):
        return list(module.columns(rule.params))
    return [*MEASURES.names()[1:], *TOKENS]


def with_tokens(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the columns TOKENS: the counts of the first encoding that the targets need, null where none is counted."""
    counted = next((c for c in rows.columns if c.startswith("tokens_") and c != "tokens_exact"), None)
    names = (f"{prefix}{counted}" if counted else None for prefix in ("", "trained_"))
    null = pl.lit(None, pl.UInt32)
    return rows.with_columns(
        (pl.col(n) if n else null).alias(to) for n, to in zip(names, TOKENS, strict=True)
    )


def run_rule(rows: pl.DataFrame, rule: Compiled) -> list[tuple[int | None, Finding]]:
    """Return (row_id, finding) of a data-set rule; without a row_id it is about all rows."""
    hits = kind(rule.kind).check(rows, rule.params)
    return [(hit.row_id, rule.finding(Hit(hit.pointer, hit.values))) for hit in hits]
