"""Files -> how many tokens each of their rows is, without building anything."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import polars as pl

from curate.cost.plain_rows import PlainRows, count_rows, take_plain
from curate.errors import ConfigError
from curate.formats import all_formats
from curate.inputs.detect import detect, sample
from curate.inputs.layout import Layout
from curate.inputs.sources import find_sources
from curate.model import RawRecord
from curate.plan import Job, jobs, read_piece, stream_records
from curate.stages import Chunk
from curate.stages.convert import convert
from curate.stages.count_tokens import COLUMNS, add_counts
from curate.suggest import did_you_mean

AHEAD = 4  # pieces that are read while others are counted
KINDS = {"sft": ("chat", "text"), "dpo": ("preference",), "orpo": ("preference",), "rft": ("prompt", "chat")}


class Measured(NamedTuple):
    """One row for each readable example: row_id, kind, the token columns of each encoding, and `split`.

    `unreadable` counts the records that are no row: broken, or of no known layout.
    """

    rows: pl.DataFrame
    unreadable: int


def measure(
    paths: Iterable[str | Path], encodings: list[str], *, layout: str | None = None, split: str = "train"
) -> Measured:
    """Count the rows of files. Raises what `chunks` raises.

    This thread reads, others count: tiktoken holds no lock meanwhile.
    """
    found: list[Measured] = []
    waiting: deque[list[Future[Measured]]] = deque()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for job in _jobs(paths, layout):
            plain, rest = take_plain(read_piece(job), job.layout)
            counted = []
            if plain.row_ids:
                counted.append(pool.submit(_count_plain, plain, encodings))
            if rest or not plain.row_ids:
                counted.append(pool.submit(_count_rest, rest, job.layout, encodings))
            waiting.append(counted)
            if len(waiting) > AHEAD:
                found.append(_gathered(waiting.popleft()))
        found += map(_gathered, waiting)
    rows = pl.concat([part.rows for part in found]).with_columns(split=pl.lit(split))
    return Measured(rows, sum(part.unreadable for part in found))


def _gathered(counted: list[Future[Measured]]) -> Measured:
    parts = [future.result() for future in counted]
    if len(parts) == 1:
        return parts[0]
    return Measured(pl.concat([p.rows for p in parts]).sort("row_id"), sum(p.unreadable for p in parts))


def _count_plain(rows: PlainRows, encodings: list[str]) -> Measured:
    return Measured(count_rows(rows, encodings), 0)


def _count_rest(raw: list[RawRecord], layout: Layout, encodings: list[str]) -> Measured:
    chunk = add_counts(convert(raw, layout), encodings)
    columns = [f"{column}_{encoding}" for encoding in encodings for column in COLUMNS.values()]
    rows = chunk.examples.select("row_id", "kind", *columns, "tokens_exact", "tokens_spare")
    return Measured(rows, len(chunk.rejected))


def unread_notes(unreadable: int, rows: pl.DataFrame, method: str) -> list[str]:
    """Say what the sums leave out, and where the rows are not those that the method reads."""
    notes = []
    if unreadable:
        notes.append(
            f"{unreadable:,} of {unreadable + len(rows):,} records cannot be read and are not counted: "
            "`curate check` says why"
        )
    elif rows.is_empty():
        notes.append("there is no row in these files")
    fitting = KINDS.get(method)
    other = 0 if fitting is None else int((~rows["kind"].is_in(list(fitting))).sum())
    if other:
        notes.append(
            f"{other:,} of {len(rows):,} rows are not made for {method}: `curate check --method {method}`"
        )
    return notes


def chunks(
    paths: Iterable[str | Path], encodings: list[str], *, layout: str | None = None
) -> Iterator[Chunk]:
    """Yield the files piece by piece, read, converted and counted.

    `layout` names a format; it is told from each file's records when absent. Raises InputError for a path that is not
    there and ConfigError for a format that is none.
    """
    for job in _jobs(paths, layout):
        yield add_counts(convert(read_piece(job), job.layout), encodings)


def _jobs(paths: Iterable[str | Path], layout: str | None) -> Iterator[Job]:
    if layout is not None and layout not in all_formats():
        raise ConfigError([f"format: unknown {layout}{did_you_mean(layout, all_formats())}"])
    with TemporaryDirectory() as work:
        sources = find_sources([str(path) for path in paths], Path.cwd(), stdin=Path(work) / "stdin")
        layouts = {
            source.file: Layout(layout or detect(sample(stream_records(source))).layout or "openai_chat")
            for source in sources
        }
        yield from jobs(sources, layouts, Path(work))
