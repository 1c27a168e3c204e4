"""Which rows are fit for which target: a boolean column `fit_<folder>` a target, and findings of the provider.

Needs the record and roles of the examples, and segments. Returns the chunk with one column more a target, and `plain`
in place of the roles: whether a row is nothing but roles and texts (and metadata); a row that no target takes is
rejected. Every example is written as that target's line, and the line is checked as if it came from outside; of plain
rows that differ in nothing but what they say, only the first, where a target looks at no more than that.
Covers: rows by themselves. Does not cover: rules across rows and sizes of the whole file, which the write phase checks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

import orjson
import polars as pl

from curate.engines.tokens import encoding_for
from curate.model import Finding, Severity
from curate.providers.length import limit_of, too_long
from curate.providers.outcome import refused_outcome
from curate.providers.report import finding
from curate.providers.target import Fitted, TargetWriter
from curate.ruleset import shipped
from curate.ruleset.said_before import said_before
from curate.ruleset.shapes import said_by
from curate.setup import Setup
from curate.spec.config import Target
from curate.stages import Chunk, findings_frame, reject


class Judge(NamedTuple):
    """A target, and the rows of more tokens than it takes, with the answer tokens of each."""

    target: Target
    writer: TargetWriter
    long: dict[int, int]

    @property
    def column(self) -> str:
        return f"fit_{self.target.folder}"


class Verdict(NamedTuple):
    """What a target says of a row, and the rule for which it does not take it, empty where it does."""

    refused_by: str
    said: list[Finding]


def check_targets(chunk: Chunk, setup: Setup) -> Chunk:
    """Add the fit of every row for every target, and reject rows that no target takes."""
    judges = [Judge(t, writer_of(t), too_long_rows(chunk.examples, t)) for t in setup.targets]
    rows = judged_rows(chunk, judges)
    verdicts = verdicts_of(rows, judges)
    found: list[tuple[int, int, Finding]] = []
    unfit: list[tuple[int, str]] = []
    for row_id, line, given in spoken_of(rows, verdicts):
        served = not all(verdict.refused_by for verdict in given)
        if not served:
            unfit.append((row_id, given[0].refused_by))
        for verdict in given:
            found += [(row_id, line, _milder(item) if served else item) for item in verdict.said]
    findings = (
        pl.concat([said_once(chunk.findings, found), findings_frame(found)]) if found else chunk.findings
    )
    fits = [_holding(column, of, lambda v: not v.refused_by) for column, of in verdicts.items()]
    examples = chunk.examples.with_columns(*rows.select(fits), plain=pl.col("roles").is_not_null())
    chunk = chunk._replace(examples=examples.drop("roles"), findings=findings)
    return reject(chunk, pl.DataFrame(unfit, {"row_id": pl.UInt64, "reason": pl.String}, orient="row"))


def judged_rows(chunk: Chunk, judges: list[Judge]) -> pl.DataFrame:
    """Return row_id, line, record, and for each target the row_id of the row whose verdict holds for the row.

    That is another row only for plain ones in which every text says something, where their roles decide.
    """
    row_id = pl.col("row_id")
    rows = chunk.examples.select("row_id", "line", "record", roles=said_by(chunk.examples, chunk.segments))
    for judge in judges:
        decides = pl.lit(judge.writer.judges_by_roles)
        alike = decides & pl.col("roles").is_not_null() & ~row_id.is_in(list(judge.long))
        first = row_id.first().over(pl.when(alike).then("roles"))
        rows = rows.with_columns(pl.when(alike).then(first).otherwise(row_id).alias(judge.column))
    return rows.drop("roles")


def verdicts_of(rows: pl.DataFrame, judges: list[Judge]) -> dict[str, dict[int, Verdict]]:
    """Return, by column and row_id, what each target says of the rows whose verdict is their own."""
    verdicts: dict[str, dict[int, Verdict]] = {judge.column: {} for judge in judges}
    own = [pl.col(column) == pl.col("row_id") for column in verdicts]
    read = rows.select("row_id", "record", *own).filter(pl.any_horizontal(*verdicts))
    for row_id, record, *asked in read.iter_rows():
        example = orjson.loads(record)
        for judge, is_asked in zip(judges, asked, strict=True):
            if is_asked:
                verdicts[judge.column][row_id] = verdict(row_id, example, judge)
    return verdicts


def verdict(row_id: int, example: dict[str, Any], judge: Judge) -> Verdict:
    """Write an example for a target, and look what it makes of the line."""
    fitted = judge.writer.fit(example)
    if row_id in judge.long:
        fitted = cut(fitted, judge.writer, trained_tokens=judge.long[row_id])
    refused_by = ""
    if fitted.line is None:
        refused_by = next(item.rule for item in fitted.found if refused_outcome(item.outcome))
    return Verdict(refused_by, [finding(item, judge.target.id) for item in fitted.found])


def spoken_of(
    rows: pl.DataFrame, verdicts: dict[str, dict[int, Verdict]]
) -> Iterator[tuple[int, int, list[Verdict]]]:
    """Yield row_id, line and the verdicts of the rows of which a target says something, in the order of targets."""
    some = rows.filter(pl.any_horizontal(_holding(*of, lambda v: bool(v.said)) for of in verdicts.items()))
    for row_id, line, *by in some.select("row_id", "line", *verdicts).iter_rows():
        yield row_id, line, [of[at] for of, at in zip(verdicts.values(), by, strict=True)]


def _holding(column: str, verdicts: dict[int, Verdict], holds: Callable[[Verdict], bool]) -> pl.Expr:
    """Tell of each row whether something holds for the verdict on it."""
    return pl.col(column).is_in([row_id for row_id, verdict in verdicts.items() if holds(verdict)])


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
