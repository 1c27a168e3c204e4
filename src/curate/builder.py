"""`curate build`: resolve the config, run the three phases, put whole outputs in place."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from curate.clock import today
from curate.cost.of_build import estimate_build, over_budget
from curate.cost.terms import CostEstimate
from curate.detect import detect, findings, sample
from curate.errors import ConfigError, CurateError, InputError
from curate.executors import Executor, MissingExtra, WorkerDied, open_executor
from curate.exports import write_exports
from curate.formats import all_formats
from curate.layout import Layout
from curate.lock import locked
from curate.manifest import Chosen, Made, count_rows, make_manifest, rules_of
from curate.output import COMMON, Output, Share, Written, join_parts, lines_of, prune, sides, write_share
from curate.pipeline import Prepared, decide, prepare
from curate.plan import FILE_SHIFT, Job, jobs, stream_records
from curate.report.page import render_page
from curate.setup import Setup, resolve
from curate.sources import Source, find_sources
from curate.spec.config import Config, Target
from curate.spec.load_config import load_config
from curate.stage_files import sha256_file, write_atomically
from curate.stages import Index, findings_frame
from curate.stages.check_targets import writer_of
from curate.suggest import did_you_mean
from curate.suppress import Entry, about_entries, active, left_in_frame
from curate.warm import PRELOAD, worth_workers

Progress = Callable[[str, int], None]  # (phase, pieces done)


@dataclass(frozen=True)
class BuildResult:
    """What a build made: the manifest (as written), where, and how many prepared pieces were reused.

    `over_budget` names each job that may cost more than `max_cost_usd`.
    """

    manifest: dict[str, Any]
    output: Path
    pieces: int
    reused: int
    over_budget: tuple[str, ...] = ()


def build(
    config: str | Path | Config,
    *,
    workers: int | None = None,
    base: str | Path | None = None,
    executor: str = "local",
    address: str | None = None,
    progress: Progress | None = None,
    max_cost_usd: Decimal | None = None,
) -> BuildResult:
    """Build what a config asks for; the same as `curate build`.

    `config` is a path or a Config; relative paths in it are relative to the file, or to `base`. `executor` is local
    or ray (then `address` may name a running cluster). Raises ConfigError or InputError, before anything is written,
    where the job cannot be done, and CurateError where workers keep dying.
    """
    if isinstance(config, Config):
        setup = resolve(config, Path(base or "."))
    else:
        setup = resolve(load_config(Path(config)), Path(base or Path(config).parent))
    if max_cost_usd is None:
        max_cost_usd = setup.config.gates.max_cost_usd
    outside = (setup.output.resolve(), setup.work.resolve())
    make_folder(setup.output)
    make_folder(setup.work)
    paths = [entry.path for entry in setup.config.inputs]
    sources = find_sources(paths, setup.base, outside, stdin=setup.work / "stdin")
    many = executor != "local" or worth_workers(source.path for source in sources)
    count = (workers or os.cpu_count() or 1) if many else 1
    try:
        with (
            locked(setup.work / "lock"),
            closing(open_executor(executor, count, address, PRELOAD)) as running,
        ):
            result, estimates = run(sources, setup, running, progress or (lambda phase, done: None))
    except (MissingExtra, WorkerDied) as error:
        raise CurateError(str(error)) from error
    over = () if max_cost_usd is None else tuple(over_budget(estimates, max_cost_usd))
    return replace(result, over_budget=over)


def make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be the output folder: {error.strerror}") from None


def run(
    sources: list[Source], setup: Setup, executor: Executor, progress: Progress
) -> tuple[BuildResult, list[CostEstimate]]:
    """Prepare, decide, write; nothing of an earlier build is touched before all outputs are whole."""
    chosen = {source.file: choose_layout(source, setup) for source in sources}
    layouts = {file: choice.layout for file, choice in chosen.items()}
    todo: list[Job] = []
    prepared = []
    for item in executor.map(partial(prepare, setup=setup), _kept(jobs(sources, layouts, setup.work), todo)):
        prepared.append(item)
        progress("prepare", len(prepared))
    index, passed = decide(prepared, setup, [source.name for source in sources])
    index = index._replace(findings=pl.concat([about_files(chosen), index.findings]))
    counting = active(setup.config.rules.suppress, today())
    index = suppressed(index, prepared, sources, setup, counting)
    progress("decide", len(prepared))
    lines = line_bases(prepared)
    decisions = write_decisions(index, sources, prepared, setup.work / "decisions.parquet")
    shares = (
        Share(job, item, line, sources[item.file].name, decisions, counting)
        for job, item, line in zip(todo, prepared, lines, strict=True)
    )
    written = []
    for part in executor.map(partial(write_share, setup=setup), shares):
        written.append(part)
        progress("write", len(written))
    outputs = join_outputs(written, index, setup, [source.name for source in sources])
    rows = count_rows(prepared, index, outputs)
    put_in_place(outputs, setup)
    files = {target.folder: further_files(target, setup) for target in setup.targets}
    own_prices = setup.base / setup.config.prices if setup.config.prices else None
    estimates = estimate_build(index.rows, setup.targets, today(), own_prices)
    made = Made(sources, chosen, prepared, passed, index, outputs, files, estimates)
    manifest = make_manifest(made, rows, setup)
    write_atomically(
        setup.output / "manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2) + b"\n"
    )
    write_atomically(setup.output / "report.html", render_page(setup.output).encode())
    prune(todo, prepared, written, setup.work)
    result = BuildResult(manifest, setup.output, len(prepared), sum(item.reused for item in prepared))
    return result, estimates


def _kept(items: Iterator[Job], into: list[Job]) -> Iterator[Job]:
    for item in items:
        into.append(item)
        yield item


def choose_layout(source: Source, setup: Setup) -> Chosen:
    """Take a source's layout from the config, or tell it from its first records."""
    entry = setup.config.inputs[source.entry]
    if entry.mapping:
        return Chosen(Layout("", entry.mapping, entry.metadata), None)
    if entry.format:
        if entry.format not in all_formats():
            raise ConfigError(
                [f"inputs: unknown format {entry.format}{did_you_mean(entry.format, all_formats())}"]
            )
        return Chosen(Layout(entry.format, None, entry.metadata, others=False), None)
    found = detect(sample(stream_records(source)))
    return Chosen(Layout(found.layout or "openai_chat", None, entry.metadata), found)


def about_files(chosen: dict[int, Chosen]) -> pl.DataFrame:
    """Return what there is to say about whole files; the row_id names the file, the line is null."""
    return findings_frame(
        (file << FILE_SHIFT, None, finding)
        for file, choice in chosen.items()
        for finding in (findings(choice.detection) if choice.detection else ())
    )


def suppressed(
    index: Index, prepared: list[Prepared], sources: list[Source], setup: Setup, counting: tuple[Entry, ...]
) -> Index:
    """Leave out the findings about the whole that are suppressed; say which suppressions are of no use."""
    entries = setup.config.rules.suppress
    if not entries:
        return index
    used: set[int] = set()
    for item in prepared:
        left_in_frame(rules_of(item), sources[item.file].name, counting, used)
    names = [
        "" if row_id is None else sources[row_id >> FILE_SHIFT].name for row_id in index.findings["row_id"]
    ]
    found = left_in_frame(index.findings, names, counting, used)
    said = findings_frame((None, None, item) for item in about_entries(entries, counting, used))
    return index._replace(findings=pl.concat([found, said]))


def line_bases(prepared: list[Prepared]) -> list[int]:
    """Return, for each piece, how many lines of its file stand before it."""
    bases, file, base = [], -1, 0
    for item in prepared:
        base = base if item.file == file else 0
        file = item.file
        bases.append(base)
        base += item.lines
    return bases


def write_decisions(index: Index, sources: list[Source], prepared: list[Prepared], path: Path) -> Path:
    """Write what was decided about every row, for the write tasks and for people who ask why a row went."""
    names = pl.DataFrame(
        {"file": [s.file for s in sources], "source": [s.name for s in sources]},
        {"file": pl.UInt32, "source": pl.String},
    )
    rows = index.rows.join(names, on="file", how="left", maintain_order="left")
    kept = rows.select(kept_row_id="row_id", kept_source="source", kept_line="line", kept_hash="content_hash")
    why = index.duplicates.join(kept, on="kept_row_id", how="left").drop("kept_row_id")
    table = rows.select("row_id", "fate", "fate_reason", "split").join(
        why, on="row_id", how="left", maintain_order="left"
    )
    temporary = path.with_suffix(".tmp")
    table.write_parquet(temporary, compression="lz4", row_group_size=1 << 16)
    temporary.replace(path)
    return path


def join_outputs(written: list[Written], index: Index, setup: Setup, names: list[str]) -> dict[str, Output]:
    """Join the parts of all pieces into temporary files, one for each output."""
    outputs = {}
    for target in setup.targets:
        for side in lines_of(setup):
            name = f"{target.folder}.{side}"
            outputs[name] = join_parts(written, name, setup.output / target.folder / f"{side}.jsonl")
    about_all = [orjson.dumps(found) + b"\n" for found in decided_findings(index, names)]
    for name in COMMON:
        more = about_all if name == "findings" else ()
        outputs[name] = join_parts(written, name, setup.output / f"{name}.jsonl", more)
    return outputs


def decided_findings(index: Index, names: list[str]) -> list[dict[str, Any]]:
    """Return what the decide stages found, with the place of the row, or with none for the data set as a whole."""
    return [
        {"source": "" if row_id is None else names[row_id >> FILE_SHIFT], **found}
        for row_id, found in zip(
            index.findings["row_id"], index.findings.drop("row_id").to_dicts(), strict=True
        )
    ]


def put_in_place(outputs: dict[str, Output], setup: Setup) -> None:
    """Rename every temporary file; what an earlier build made and this one does not make goes, nothing else."""
    manifest = setup.output / "manifest.json"
    for path in files_of(manifest):
        path.unlink(missing_ok=True)
    manifest.unlink(missing_ok=True)  # it vouches for the rest: first to go, last to come
    for output in outputs.values():
        output.temporary.replace(output.path)


def files_of(manifest: Path) -> list[Path]:
    """Return the target files that a manifest names; none where there is no manifest of ours."""
    try:
        targets = orjson.loads(manifest.read_bytes())["providers"]
        found = [
            (folder, name)
            for folder, entry in targets.items()
            for name in (
                *entry["files"],
                *(part["file"] for part in entry.values() if "file" in (part or ())),
            )
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    plain = [pair for pair in found if all(Path(part).name == part for part in pair)]
    return [manifest.parent / folder / name for folder, name in plain]


def further_files(target: Target, setup: Setup) -> dict[str, str]:
    """Write what a target takes beside its lines; return the names and SHA-256 of these files."""
    export = writer_of(target).choice.spec.get("export", {})
    if "test" in sides(setup):
        export = export | {"also": [*export.get("also", ()), "eval_items"]}
    paths = write_exports(setup.output / target.folder, target, export)
    return {path.name: sha256_file(path) for path in paths}
