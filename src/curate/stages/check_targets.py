"""Which rows are fit for which target: a boolean column `fit_<folder>` a target, and findings of the provider.

Needs the record column of the examples. Returns the chunk with one column more a target, and `plain`: whether a row is
nothing but roles and texts (and metadata); a row that no target takes is rejected. Every example is written as that
target's line, and the line is checked as if it came from outside.
Covers: rows by themselves. Does not cover: rules across rows and sizes of the whole file, which the write phase checks.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import orjson
import polars as pl

from curate.engines.tokens import encoding_for
from curate.model import Finding, Severity
from curate.plain_chat import ROLES, plain_turns
from curate.providers.length import limit_of, too_long
from curate.providers.outcome import refused_outcome
from curate.providers.report import finding
from curate.providers.target import Fitted, TargetWriter
from curate.ruleset import shipped
from curate.ruleset.said_before import said_before
from curate.setup import Setup
from curate.spec.config import Target
from curate.stages import Chunk, findings_frame, reject


def check_targets(chunk: Chunk, setup: Setup) -> Chunk:
    """Add the fit of every row for every target, and reject rows that no target takes."""
    columns: dict[str, list[bool]] = {f"fit_{target.folder}": [] for target in setup.targets}
    writers = [(target, writer_of(target), columns[f"fit_{target.folder}"]) for target in setup.targets]
    long = [too_long_rows(chunk.examples, target) for target in setup.targets]
    found: list[tuple[int, int, Finding]] = []
    unfit: list[tuple[int, str]] = []
    plain: list[bool] = []
    for row_id, line, record in chunk.examples.select("row_id", "line", "record").iter_rows():
        example, reason, said = orjson.loads(record), "", []
        plain.append(is_plain(example))
        for (target, writer, fit), lost in zip(writers, long, strict=True):
            fitted = writer.fit(example)
            if row_id in lost:
                fitted = cut(fitted, writer, trained_tokens=lost[row_id])
            fit.append(fitted.line is not None)
            said += [finding(item, target.id) for item in fitted.found]
            if fitted.line is None:
                reason = reason or next(f.rule for f in fitted.found if refused_outcome(f.outcome))
        served = any(fit[-1] for _, _, fit in writers)
        if reason and not served:
            unfit.append((row_id, reason))
        found += [(row_id, line, _milder(item) if served else item) for item in said]
    columns["plain"] = plain
    fits = [pl.Series(name, values, pl.Boolean) for name, values in columns.items()]
    findings = (
        pl.concat([said_once(chunk.findings, found), findings_frame(found)]) if found else chunk.findings
    )
    chunk = chunk._replace(examples=chunk.examples.with_columns(fits), findings=findings)
    return reject(chunk, pl.DataFrame(unfit, {"row_id": pl.UInt64, "reason": pl.String}, orient="row"))


def is_plain(example: dict[str, Any]) -> bool:
    """Tell a row of nothing but roles and texts, its metadata left aside."""
    if example.keys() - {"messages", "extra"}:
        return False
    return plain_turns(example.get("messages"), ROLES) is not None


def too_long_rows(examples: pl.DataFrame, target: Target) -> dict[int, int]:
    """Return the rows of more tokens than the target's model takes, with the answer tokens of each."""
    limit = limit_of(writer_of(target).choice)
    encoding = encoding_for(target.model).encoding
    if limit is None or f"tokens_{encoding}" not in examples.columns:
        return {}
    long = examples.filter(pl.col(f"tokens_{encoding}") > limit.tokens)
    return dict(long.select("row_id", f"trained_tokens_{encoding}").iter_rows())


def cut(fitted: Fitted, writer: TargetWriter, trained_tokens: int) -> Fitted:
    """Say what the cut at the limit takes; a row that keeps no answer token teaches nothing and has no place."""
    limit = limit_of(writer.choice)
    if fitted.line is None or limit is None:
        return fitted
    found = list(too_long(fitted.line, writer.choice, limit))
    if any(hit.values["lost"] >= trained_tokens for hit in found):
        found = [hit._replace(rule="length/nothing-left", outcome="dropped") for hit in found]
        return Fitted(None, fitted.found + found)
    return Fitted(fitted.line, fitted.found + found)


def said_once(ours: pl.DataFrame, of_targets: Iterable[tuple[int, int, Finding]]) -> pl.DataFrame:
    """Leave out of the findings so far what an error of a target says about the same row."""
    errors: dict[int, list[str]] = {}
    for row_id, _, item in of_targets:
        if item.severity is Severity.ERROR:
            errors.setdefault(row_id, []).append(item.rule)
    if not errors:
        return ours
    some = ours.with_row_index("at").filter(pl.col("row_id").is_in(list(errors)))
    again = [
        at
        for at, row_id, rule in some.select("at", "row_id", "rule").iter_rows()
        if _of_rows(rule) and said_before(rule, errors[row_id])
    ]
    return ours.with_row_index("at").filter(~pl.col("at").is_in(again)).drop("at") if again else ours


def _of_rows(rule: str) -> bool:
    """Tell our rules over rows from what the reading of a line found, which no target sees."""
    known = shipped().get(rule)
    return known is not None and known.scope != "raw"


def _milder(found: Finding) -> Finding:
    """What has no place in one target but has one in another is no error in the data."""
    return replace(found, severity=Severity.INFO) if found.rule.startswith("fit/") else found


def writer_of(target: Target) -> TargetWriter:
    """Return the writer of a target; raises ConfigError for a provider, method or model that does not exist."""
    return _writer(target.id, target.method, target.model)


@cache
def _writer(provider: str, method: str, model: str | None) -> TargetWriter:
    return TargetWriter(provider, method, model)
