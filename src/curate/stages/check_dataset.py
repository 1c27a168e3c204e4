"""Run the rules about the whole data set over the measured rows that are kept so far."""

from collections.abc import Collection

import polars as pl

from curate.checks import kind
from curate.model import Finding, Hit
from curate.ruleset import Compiled
from curate.ruleset.of_config import ruleset_of
from curate.setup import Setup
from curate.stages import Index, findings_frame
from curate.stages.measure import MEASURES

TOKENS = ("tokens", "trained_tokens")
FEW_ROWS = (
    300_000  # up to which all columns are read at once; of more rows, those of one rule after the other
)


def check_dataset(index: Index, setup: Setup) -> Index:
    """Run each rule over the measured columns that it reads, of rows that are kept so far."""
    rules = ruleset_of(setup.config, setup.base).of_scope("dataset")
    few = len(index.rows) <= FEW_ROWS
    together = measured(index, {name for rule in rules for name in columns_of(rule)}) if few else None
    found: list[tuple[int | None, Finding]] = []
    for rule in rules:
        columns = columns_of(rule)
        rows = measured(index, columns) if together is None else together.select("row_id", *known(columns))
        found += run_rule(rows, rule)
    lines = index.rows.filter(pl.col("row_id").is_in([row_id for row_id, _ in found if row_id is not None]))
    line_of = dict(lines.select("row_id", "line").iter_rows())
    findings = findings_frame((row_id, line_of.get(row_id), finding) for row_id, finding in found)
    return index._replace(findings=pl.concat([index.findings, findings]))


def measured(index: Index, columns: Collection[str]) -> pl.DataFrame:
    """Return row_id and columns of MEASURES and TOKENS, of all rows that are kept so far."""
    rows = index.beside("measures", [name for name in known(columns) if name in MEASURES])
    counted = with_tokens(index.rows).select("row_id", *(name for name in known(columns) if name in TOKENS))
    return counted.hstack(rows).filter(index.rows["fate"].is_null())


def known(columns: Collection[str]) -> list[str]:
    return [name for name in (*MEASURES.names()[1:], *TOKENS) if name in columns]


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
