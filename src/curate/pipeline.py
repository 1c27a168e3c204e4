"""The three phases as visible tuples, and the tasks that run them piece by piece.

prepare   piece by piece, row-local, parallel     convert, then PREPARE
decide    whole data set, narrow columns only     DECIDE
write     piece by piece, parallel                see building/output.py
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal, NamedTuple

import polars as pl

from curate.errors import CurateError
from curate.frames import FINDINGS
from curate.inputs.layout import Layout
from curate.model import RawRecord
from curate.plan import FILE_SHIFT, Job, line_count, load_piece, read_piece, unpacked_piece
from curate.setup import Setup
from curate.stages import DUPLICATES, Chunk, Index, narrow
from curate.stages.against_index import against_index
from curate.stages.check_dataset import check_dataset
from curate.stages.check_files import check_files
from curate.stages.check_rows import check_rows
from curate.stages.check_targets import check_targets
from curate.stages.conflicts import conflicts
from curate.stages.contamination import contamination
from curate.stages.convert import convert
from curate.stages.count_tokens import count_tokens
from curate.stages.exact_duplicates import exact_duplicates
from curate.stages.leakage import leakage
from curate.stages.measure import measure
from curate.stages.near_duplicates import near_duplicates
from curate.stages.redact import redact
from curate.stages.repair import repair
from curate.stages.sign import sign
from curate.stages.split import split
from curate.storage.stage_files import Place, once, readable

# in the order they run; each is a function in a file of its name
PREPARE: tuple[Callable[[Chunk, Setup], Chunk], ...] = (
    repair,
    redact,
    check_rows,
    measure,
    count_tokens,
    check_targets,
    contamination,
    sign,
)
DECIDE: tuple[Callable[[Index, Setup], Index], ...] = (
    exact_duplicates,
    against_index,
    near_duplicates,
    conflicts,
    check_dataset,
    split,
    leakage,
    check_files,
)

WIDE = ("record", "kind", "plain")  # columns of the examples that the decide phase does not read
HASHES = ("bands", "shingles")  # ends of names of frames in which nothing repeats
EARLY = ("examples", "keys", "measures", "bands")  # frames that it reads of every piece
EARLY_SHARE = (
    0.015  # of the memory for the decide phase: what is read of them while other pieces are prepared
)


Packing = Literal["lz4", "uncompressed"]


class Passed(NamedTuple):
    """What one stage did, for the funnel of the summary."""

    stage: str
    rows_in: int
    rows_out: int
    findings: int


class Prepared(NamedTuple):
    """Where a prepared piece lies, and how to place it in the whole."""

    file: int
    base: int  # added to the row_ids of the piece
    extent: int  # row_ids of the piece are base .. base + extent - 1
    lines: int  # how many lines the piece has, to number the next one
    records: int
    folder: Place
    reused: bool
    passed: tuple[Passed, ...]


def prepare(job: Job, setup: Setup) -> Prepared:
    """Prepare one piece, or find it prepared: the key is its bytes, the rules and the program."""
    data = load_piece(job)
    key = blake2b(data, digest_size=16, key=setup.digests.prepare.encode())
    key.update(b"\0" + job.reader.encode() + b"\0" + job.layout.key())

    def make(folder: Path) -> dict[str, Any]:
        text = unpacked_piece(job, data)
        with no_collector():
            raw = read_piece(job, text)
            chunk, passed = prepare_chunk(raw, job.layout, setup)
        frames = {"examples": chunk.examples, "findings": chunk.findings, "rejected": chunk.rejected}
        for name, frame in (frames | chunk.side).items():
            packing: Packing = "uncompressed" if name.endswith(HASHES) else "lz4"
            frame.write_parquet(folder / f"{name}.parquet", compression=packing, statistics=False)
        return {"lines": line_count(job, text), "records": len(raw), "passed": passed}

    folder = setup.work / "prepare" / key.hexdigest()
    note, reused = once(folder, make)
    return Prepared(
        job.piece.file,
        (job.piece.file << FILE_SHIFT) + job.piece.base,
        job.piece.extent,
        note["lines"],
        note["records"],
        folder,
        reused,
        tuple(Passed(*p) for p in note["passed"]),
    )


@contextmanager
def no_collector() -> Iterator[None]:
    """Pause the cyclic collector: a piece makes millions of objects and few cycles; it costs a tenth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect(0)  # what was cyclic goes before it grows old: 13 MB a piece of 16 MB, if it stayed


def prepare_chunk(raw: list[RawRecord], layout: Layout, setup: Setup) -> tuple[Chunk, list[Passed]]:
    """Run convert and the PREPARE stages over raw records: a pure function, in which no row gets lost."""
    chunk = convert(raw, layout)
    passed = [Passed("convert", len(raw), len(chunk.examples), len(chunk.findings))]
    for stage in PREPARE:
        before = chunk
        chunk = stage(before, setup)
        passed.append(
            Passed(
                stage.__name__,
                len(before.examples),
                len(chunk.examples),
                max(0, len(chunk.findings) - len(before.findings)),  # a target may say better what was said
            )
        )
    if len(raw) != len(chunk.examples) + len(chunk.rejected):
        raise AssertionError(f"{len(raw)} records became {len(chunk.examples)} + {len(chunk.rejected)}")
    return chunk._replace(rejected=_with_raw(chunk.rejected, raw)), passed


def _with_raw(rejected: pl.DataFrame, raw: list[RawRecord]) -> pl.DataFrame:
    """Give rows that a stage rejected the bytes they came from."""
    if not rejected["raw"].null_count():
        return rejected
    wanted = set(rejected.filter(pl.col("raw").is_null())["row_id"])
    found = {item.offset: item.raw for item in raw if item.offset in wanted}
    values = [found.get(i) if r is None else r for i, r in rejected.select("row_id", "raw").iter_rows()]
    return rejected.with_columns(pl.Series("raw", values, pl.Binary))


Frames = dict[tuple[Place, str], pl.DataFrame]  # by the folder of a prepared piece and their name


def read_early(item: Prepared, early: Frames, setup: Setup) -> None:
    """Read what the decide phase will need of a piece, as long as there is room, and keep it in `early`."""
    if sum(frame.estimated_size() for frame in early.values()) < EARLY_SHARE * setup.memory_bytes:
        for name in EARLY:
            early[item.folder, name] = read_narrow(item.folder, name)


def gather(
    prepared: list[Prepared], early: Frames, name: str, columns: list[str] | None = None
) -> Iterator[pl.DataFrame]:
    """Yield one frame of every prepared piece, placed: row_ids (and lines, where read) are those of the whole."""
    line_base, file = 0, -1
    for item in prepared:
        line_base = line_base if item.file == file else 0
        file = item.file
        held = early.get((item.folder, name))
        frame = read_narrow(item.folder, name, columns) if held is None else held.select(columns or pl.all())
        frame = frame.with_columns(pl.col("row_id") + item.base)
        if "line" in frame.columns:
            frame = frame.with_columns(pl.col("line") + line_base, file=pl.lit(file, pl.UInt32))
        line_base += item.lines
        yield frame


def read_narrow(folder: Place, name: str, columns: list[str] | None = None) -> pl.DataFrame:
    """Read the columns of a frame that are named, else all that the decide phase needs."""
    if columns is None and name == "examples":
        with damage_named(folder, name):
            table = pl.scan_parquet(readable(folder / f"{name}.parquet"), glob=False)
            columns = [column for column in table.collect_schema() if column not in WIDE]
    return read_frame(folder, name, columns)


def read_frame(folder: Place, name: str, columns: list[str] | None = None) -> pl.DataFrame:
    """Read one frame of a prepared piece; raise CurateError for a file that was damaged since it was written."""
    with damage_named(folder, name):
        return pl.read_parquet(readable(folder / f"{name}.parquet"), columns=columns, glob=False)


@contextmanager
def damage_named(folder: Place, name: str) -> Iterator[None]:
    """Say which file of a prepared piece cannot be read."""
    try:
        yield
    except (pl.exceptions.PolarsError, FileNotFoundError) as error:
        raise CurateError(
            f"{folder / name}.parquet was damaged while the build ran; run the same command again: "
            "what is whole is kept, this piece is prepared anew"
        ) from error


def decide(
    prepared: list[Prepared], early: Frames, setup: Setup, names: list[str]
) -> tuple[Index, list[Passed]]:
    """Run the DECIDE stages over narrow columns of all rows.

    `early` has what was read already; `names` are those of the input files, by number.
    """
    rows = narrow(gather(prepared, early, "examples"))

    def side(name: str, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
        return gather(prepared, early, name, columns)

    index = Index(rows, pl.DataFrame(schema=DUPLICATES), pl.DataFrame(schema=FINDINGS), side, names)
    passed = []
    for stage in DECIDE:
        before = index
        index = stage(before, setup)
        kept_before, kept = before.rows["fate"].null_count(), index.rows["fate"].null_count()
        found = len(index.findings) - len(before.findings)
        passed.append(Passed(stage.__name__, kept_before, kept, found))
    return index, passed
