"""The three phases, the conservation law and the manifest.

prepare   chunk by chunk, row-local, parallel     convert -> (repair, redact, count, sign, check)
decide    whole data set, narrow columns only     exact duplicates -> (near duplicates) -> split
write     chunk by chunk, parallel                emit one file per provider and split
"""

from collections.abc import Iterator
from functools import partial
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from curate.executors import Executor
from curate.frames import FINDINGS, REJECTED
from curate.plan import FILE_SHIFT, Piece, Source, open_source, pieces
from curate.readers import all_readers
from curate.setup import Setup
from curate.stage_files import once
from curate.stages import DUPLICATES, Chunk, Index
from curate.stages.convert import convert
from curate.stages.exact_duplicates import exact_duplicates
from curate.stages.split import split

FRAMES = ("examples", "findings", "rejected")


class Job(NamedTuple):
    """One prepare task."""

    piece: Piece
    reader: str
    layout: str


class Prepared(NamedTuple):
    """Where a prepared piece lies and how to place it in the whole."""

    file: int
    base: int  # added to the row_ids of the chunk
    lines: int  # how many lines the piece had, to number the next one
    folder: Path
    reused: bool


def prepare(job: Job, setup: Setup) -> Prepared:
    """Prepare one piece, or find it prepared: the key is its bytes, the rules and the program."""
    with job.piece.path.open("rb") as stream:
        stream.seek(job.piece.start)
        data = stream.read(job.piece.end - job.piece.start)
    key = blake2b(data, digest_size=16, key=setup.prepare_digest.encode(), person=job.layout.encode()[:16])

    def make(folder: Path) -> dict[str, Any]:
        chunk = prepare_chunk(data, job)
        for name in FRAMES:
            getattr(chunk, name).write_parquet(folder / f"{name}.parquet")
        return {"lines": data.count(b"\n") + (not data.endswith(b"\n"))}

    folder = setup.work / "prepare" / key.hexdigest()
    note, reused = once(folder, make)
    base = (job.piece.file << FILE_SHIFT) + job.piece.start
    return Prepared(job.piece.file, base, note["lines"], folder, reused)


def prepare_chunk(data: bytes, job: Job) -> Chunk:
    """Run the prepare stages over the bytes of one piece: a pure function."""
    return convert(all_readers()[job.reader].records(BytesIO(data)), job.layout)


def gather(prepared: list[Prepared], name: str, columns: list[str] | None = None) -> pl.DataFrame:
    """Read one frame of every prepared piece and place it: row_ids and lines become those of the whole."""
    frames, file, line_base = [], -1, 0
    for item in prepared:
        line_base = line_base if item.file == file else 0
        file = item.file
        frame = pl.read_parquet(item.folder / f"{name}.parquet", columns=columns)
        frames.append(
            frame.with_columns(
                pl.col("row_id") + item.base, pl.col("line") + line_base, file=pl.lit(file, pl.UInt32)
            )
        )
        line_base += item.lines
    return pl.concat(frames)


def decide(prepared: list[Prepared], setup: Setup) -> Index:
    rows = gather(prepared, "examples", ["row_id", "line", "kind", "content_hash"])
    rows = rows.with_columns(fate=pl.lit(None, pl.String), split=pl.lit(None, pl.String))
    index = Index(rows, pl.DataFrame(schema=DUPLICATES), pl.DataFrame(schema=FINDINGS))
    index = exact_duplicates(index)
    return split(index, setup.config.stages.split)


def jobs(sources: list[Source], layouts: dict[int, str]) -> Iterator[Job]:
    """Yield the prepare tasks of all sources, in order."""
    for source in sources:
        if all_readers()[source.reader].BY_BYTES and not source.packed:
            for piece in pieces(source):
                yield Job(piece, source.reader, layouts[source.file])


def run(
    sources: list[Source], layouts: dict[int, str], setup: Setup, executor: Executor
) -> tuple[list[Prepared], Index]:
    prepared = list(executor.map(partial(prepare, setup=setup), jobs(sources, layouts)))
    return prepared, decide(prepared, setup)


__all__ = ["REJECTED", "Job", "Prepared", "decide", "gather", "open_source", "prepare", "run"]
