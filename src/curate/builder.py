"""`curate build`: resolve the config, run the three phases, put whole outputs in place."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from curate.building.budget import MANY_ROWS, hold_to, workers_within
from curate.building.chosen import about_files, choose_layout
from curate.building.decisions import line_bases, shared, write_decisions
from curate.building.gates import failures
from curate.building.known import suppressed
from curate.building.manifest import Made, count_rows, make_manifest
from curate.building.mendable import mendable
from curate.building.output import Share, prune, write_share
from curate.building.placing import further_files, join_common, join_lines, put_in_place
from curate.building.run_record import Clock, write_run_record
from curate.building.whole_files import about_written
from curate.clock import today
from curate.cost.of_build import estimate_build, over_budget
from curate.cost.terms import CostEstimate
from curate.engines.clusters import load_libraries
from curate.errors import ConfigError, CurateError, InputError
from curate.executors import Executor, ExecutorError, open_executor
from curate.inputs.sources import Source, find_sources
from curate.pipeline import Frames, Prepared, decide, prepare, read_early
from curate.plan import Job, jobs
from curate.report.page import page_of_build
from curate.report.page.evidence import read_evidence
from curate.setup import Setup, resolve
from curate.spec.config import Config
from curate.spec.load_config import load_config
from curate.spec.size import read_bytes
from curate.storage.lock import locked
from curate.storage.remote import Remote
from curate.storage.remote_lock import locked_remote
from curate.storage.stage_files import sweep, write_atomically
from curate.suppress import active
from curate.warm import PRELOAD, worth_workers

Progress = Callable[[str, int], None]  # (phase, pieces done)


@dataclass(frozen=True)
class BuildResult:
    """What a build made: the manifest (as written), where, and how many prepared pieces were reused.

    `over_budget` names each job that may cost more than `max_cost_usd`, `failed` each rule with
    `action: fail` that found something.
    """

    manifest: dict[str, Any]
    output: Path
    pieces: int
    reused: int
    over_budget: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def build(
    config: str | Path | Config,
    *,
    workers: int | None = None,
    base: str | Path | None = None,
    executor: str = "local",
    address: str | None = None,
    progress: Progress | None = None,
    max_cost_usd: Decimal | None = None,
    memory: int | str | None = None,
) -> BuildResult:
    """Build what a config asks for; the same as `curate build`.

    `config` is a path or a Config; relative paths in it are relative to the file, or to `base`. `executor` is local
    or ray (then `address` may name a running cluster). `memory` (bytes, or a text like `2GB`) goes before that of the
    config. Raises ConfigError or InputError, before anything is written, where the job cannot be done, and CurateError
    where workers keep dying, the memory does not suffice or the disk is full.
    """
    if isinstance(config, Config):
        base = base or "."
    else:
        base = base or Path(config).parent
        config = load_config(Path(config))
    if memory is not None:
        config = config.model_copy(update={"memory": size(memory)})
    setup = resolve(config, Path(base))
    if max_cost_usd is None:
        max_cost_usd = setup.config.gates.max_cost_usd
    outside = (setup.output.resolve(), setup.own.resolve())
    make_folder(setup.output, "output")
    make_folder(setup.own, "work")
    paths = [entry.path for entry in setup.config.inputs]
    with alone(setup), mendable(setup.output, setup.own), swept(setup):
        sources = find_sources(paths, setup.base, outside, stdin=setup.own / "stdin")
        many = executor != "local" or worth_workers(source.path for source in sources)
        count = workers_within(workers or os.cpu_count() or 1, setup.config.memory) if many else 1
        try:
            with closing(open_executor(executor, count, address, PRELOAD)) as running:
                result, estimates = run(sources, setup, running, progress or (lambda phase, done: None))
        except ExecutorError as error:
            raise CurateError(str(error)) from error
    over = () if max_cost_usd is None else tuple(over_budget(estimates, max_cost_usd))
    return replace(result, over_budget=over, failed=failures(result.manifest, setup))


def size(memory: int | str) -> int:
    try:
        if (found := read_bytes(memory)) > 0:
            return found
        raise ValueError(f"{memory!r} is nothing")
    except ValueError as error:
        raise ConfigError([f"memory: {error}"]) from None


def make_folder(path: Path, what: str) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be the {what} folder: {error.strerror}") from None


@contextmanager
def alone(setup: Setup) -> Iterator[None]:
    """Keep other builds out of the work folder, and of the output where that is another folder."""
    with ExitStack() as held:
        held.enter_context(locked(setup.own / "lock"))
        if setup.config.work_dir:
            held.enter_context(locked(setup.output / ".curate.lock"))
        if isinstance(setup.work, Remote):
            held.enter_context(locked_remote(setup.work))
        yield


@contextmanager
def swept(setup: Setup) -> Iterator[None]:
    """Leave no temporary file in the output: not of a build that was killed, not of this one where it fails."""
    folders = [setup.output, *(setup.output / target.folder for target in setup.targets)]
    for folder in folders:
        sweep(folder)
    try:
        yield
    except BaseException:
        for folder in folders:
            sweep(folder)
        raise


def run(
    sources: list[Source], setup: Setup, executor: Executor, progress: Progress
) -> tuple[BuildResult, list[CostEstimate]]:
    """Prepare, decide, write; nothing of an earlier build is touched before all outputs are whole."""
    clock = Clock()
    names = [source.name for source in sources]
    chosen = {source.file: choose_layout(source, setup) for source in sources}
    layouts = {file: choice.layout for file, choice in chosen.items()}
    todo: list[Job] = []
    prepared: list[Prepared] = []
    early: Frames = {}
    for item in executor.map(partial(prepare, setup=setup), _kept(jobs(sources, layouts, setup.work), todo)):
        prepared.append(item)
        if len(todo) - len(prepared) == 1 and setup.config.stages.near_duplicates.action != "off":
            load_libraries()  # one worker is busy, this process and the other workers are not
        read_early(item, early, setup)
        progress("prepare", len(prepared))
    clock.lap("prepare")
    records = sum(item.records for item in prepared)
    hold_to(setup.config.memory, records)
    if records > MANY_ROWS:
        executor.rest()
    index, passed = decide(prepared, early, setup, names)
    early.clear()
    index = index._replace(findings=pl.concat([about_files(chosen), index.findings]))
    counting = active(setup.config.rules.suppress, today())
    progress("decide", len(prepared))
    clock.lap("decide")
    lines = line_bases(prepared)
    decisions = write_decisions(index, sources, prepared, setup.own / "decisions.parquet")
    shares = (
        Share(job, item, line, sources[item.file].name, shared(decisions, item, setup.work), counting)
        for job, item, line in zip(todo, prepared, lines, strict=True)
    )
    written = []
    for part in executor.map(partial(write_share, setup=setup), shares):
        written.append(part)
        progress("write", len(written))
    clock.lap("write")
    executor.rest()
    with ThreadPoolExecutor(1) as beside:  # copying and hashing leave the interpreter to this thread
        of_targets = beside.submit(join_lines, written, setup)
        index = about_written([part.noted for part in written], index, setup.targets)
        index = suppressed(index, prepared, sources, setup, counting)
        common = join_common(written, index, setup, names)
        evidence = read_evidence(common["findings"].temporary, common["duplicates"].temporary)
        outputs = of_targets.result() | common
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
    write_atomically(setup.output / "report.html", page_of_build(setup.output, manifest, evidence).encode())
    clock.lap("join")
    write_run_record(sources, prepared, clock.laps, setup.own / "run.json")
    prune(todo, prepared, written, setup.work)
    result = BuildResult(manifest, setup.output, len(prepared), sum(item.reused for item in prepared))
    return result, estimates


def _kept(items: Iterator[Job], into: list[Job]) -> Iterator[Job]:
    for item in items:
        into.append(item)
        yield item
