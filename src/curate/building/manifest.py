"""The manifest: what went in, what came out, under which rules, with which program; and the conservation law."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
import polars as pl

from curate import __version__
from curate.building.chosen import Chosen
from curate.building.known import rules_of
from curate.building.output import COMMON, SIDES, Output
from curate.clock import now, today
from curate.cost.of_build import counted_exactly
from curate.cost.terms import CostEstimate
from curate.inputs.sources import Source
from curate.model import Severity
from curate.pipeline import Passed, Prepared
from curate.report.token_bins import token_bins
from curate.setup import Setup
from curate.spec.config import Target
from curate.spec.manifest import (
    FindingCount,
    InputFile,
    Manifest,
    OutputFile,
    ProviderFiles,
    Rows,
    StageCount,
)
from curate.stages import Index
from curate.storage.stage_files import sha256_file
from curate.suppress import active, left_in_frame


class Made(NamedTuple):
    """Everything that a build made, before it is summed up."""

    sources: list[Source]
    chosen: dict[int, Chosen]
    prepared: list[Prepared]
    passed: list[Passed]
    decided: Index
    outputs: dict[str, Output]
    files: dict[str, dict[str, str]]  # target folder -> name of a further file -> SHA-256
    estimates: list[CostEstimate]


def count_rows(prepared: list[Prepared], index: Index, outputs: dict[str, Output]) -> Rows:
    """Count where every row ended; raise AssertionError where one is missing (read = kept + rejected + duplicates)."""
    read = sum(item.records for item in prepared)
    duplicates = int((index.rows["fate"] == "duplicate").sum())
    kept = index.rows["fate"].null_count()
    rows = Rows(read=read, kept=kept, rejected=outputs["rejected"].rows, duplicates=duplicates)
    if rows.read != rows.kept + rows.rejected + rows.duplicates or outputs["duplicates"].rows != duplicates:
        raise AssertionError(f"rows were lost: {rows!r}, {outputs['duplicates'].rows} duplicates written")
    return rows


def make_manifest(made: Made, rows: Rows, setup: Setup) -> dict[str, Any]:
    """Sum up what a build made."""
    inputs = tuple(input_files(made))
    found, hidden = reported(made, setup)
    # the same job, wherever its checkpoints lie
    config_text = setup.config.model_dump_json(exclude={"work_dir", "memory"})
    manifest = Manifest(
        curate=__version__,
        created=created(),
        versions=setup.versions,
        plan_hash=sha256(orjson.dumps([[i.sha256 for i in inputs], setup.digests.plan])).hexdigest(),
        config_sha256=sha256(config_text.encode()).hexdigest(),
        rules_sha256=setup.digests.rules_sha256,
        inputs=inputs,
        rows=rows,
        stages=tuple(StageCount(**p._asdict()) for p in (*sum_up(made.prepared), *made.passed)),
        findings=count_findings(found),
        suppressed=hidden,
        providers={t.folder: provider_files(t, made, rows.kept) for t in setup.targets},
        outputs={name: made.outputs[name].sha256 for name in COMMON},
        token_bins=token_bins(made.decided.rows.filter(pl.col("fate").is_null())),
        cost=tuple(estimate.to_dict() for estimate in made.estimates),
    )
    return manifest.model_dump(mode="json")


def input_files(made: Made) -> Iterator[InputFile]:
    """Describe each input, with the keys of its prepared pieces: what a later build finds under them is reused."""
    pieces: dict[int, list[Prepared]] = {}
    for item in made.prepared:
        pieces.setdefault(item.file, []).append(item)
    for source in made.sources:
        mine = pieces[source.file]
        yield InputFile(
            path=source.name,
            bytes=source.path.stat().st_size,
            sha256=sha256_file(source.path),
            layout=made.chosen[source.file].name,
            evidence=made.chosen[source.file].evidence,
            rows=sum(item.records for item in mine),
            pieces=tuple(item.folder.name for item in mine),
        )


def created() -> str:
    """Return the moment of the build in UTC; of SOURCE_DATE_EPOCH where that is set."""
    return now().strftime("%Y-%m-%dT%H:%M:%SZ")


def sum_up(prepared: list[Prepared]) -> list[Passed]:
    """Add up what each prepare stage did over all pieces."""
    columns = zip(*(item.passed for item in prepared), strict=True)
    return [Passed(c[0].stage, *(sum(p[k] for p in c) for k in (1, 2, 3))) for c in columns]


def reported(made: Made, setup: Setup) -> tuple[pl.DataFrame, int]:
    """Return how often each rule reports at each severity (`len`), and how many findings the config suppresses."""
    counting = active(setup.config.rules.suppress, today())
    kinds = pl.col("rule", "severity")
    parts, every, left = [made.decided.findings.group_by(kinds).len()], 0, 0
    for item in made.prepared:
        found = rules_of(item)
        shown = left_in_frame(found, made.sources[item.file].name, counting, set())
        every, left = every + len(found), left + len(shown)
        parts.append(shown.group_by(kinds).len())
    return pl.concat(parts), every - left + made.decided.suppressed


def count_findings(found: pl.DataFrame) -> dict[str, FindingCount]:
    """Count what is reported by rule."""
    kinds = pl.col("rule", "severity")
    counts = found.group_by(kinds).agg(pl.col("len").sum()).sort(kinds)
    by_rule: dict[str, dict[str, int]] = {}
    for rule, severity, number in counts.iter_rows():
        by_rule.setdefault(rule, {})[severity] = number
    ordered = sorted(by_rule.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return {
        rule: FindingCount(
            severity=min(found, key=lambda severity: Severity(severity).rank),
            count=sum(found.values()),
            by_severity=found,
        )
        for rule, found in ordered
    }


def provider_files(target: Target, made: Made, kept: int) -> ProviderFiles:
    """Describe the files of one target; `kept` rows that are in none of them are its `skipped` rows."""
    files = {}
    exact = counted_exactly(target)
    for name, out in made.outputs.items():
        folder, _, side = name.rpartition(".")
        if folder == target.folder and side in SIDES:
            files[side] = OutputFile(
                rows=out.rows,
                tokens=out.tokens,
                tokens_exact=exact,
                bytes=out.bytes,
                sha256=out.sha256,
                file=out.path.name,
            )
    return ProviderFiles(
        **files,
        provider=target.id,
        method=target.method,
        model=target.model,
        skipped=kept - sum(file.rows for file in files.values()),
        files=made.files[target.folder],
    )
