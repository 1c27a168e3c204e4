"""Files -> how many tokens each of their rows is, without building anything."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from curate.cost.plain_rows import count_rows, take_plain
from curate.detect import detect, sample
from curate.errors import ConfigError
from curate.formats import all_formats
from curate.layout import Layout
from curate.model import RawRecord
from curate.plan import Job, jobs, read_piece, stream_records
from curate.sources import find_sources
from curate.stages import Chunk
from curate.stages.convert import convert
from curate.stages.count_tokens import add_counts
from curate.suggest import did_you_mean

AHEAD = 4  # pieces that are read while others are counted


def measure(
    paths: Iterable[str | Path], encodings: list[str], *, layout: str | None = None, split: str = "train"
) -> pl.DataFrame:
    """Return one row for each readable example: row_id, kind, the token columns of each encoding, and `split`.

    Rows that cannot be read are left out. Raises what `chunks` raises. This thread reads, others count: tiktoken holds
    no lock meanwhile.
    """
    frames: list[pl.DataFrame] = []
    waiting: deque[list[Future[pl.DataFrame]]] = deque()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for job in _jobs(paths, layout):
            plain, rest = take_plain(read_piece(job), job.layout)
            counted = []
            if plain.row_ids:
                counted.append(pool.submit(count_rows, plain, encodings))
            if rest or not plain.row_ids:
                counted.append(pool.submit(_count_rest, rest, job.layout, encodings))
            waiting.append(counted)
            if len(waiting) > AHEAD:
                frames.append(_gathered(waiting.popleft()))
        frames += map(_gathered, waiting)
    return pl.concat(frames).with_columns(split=pl.lit(split))


def _gathered(counted: list[Future[pl.DataFrame]]) -> pl.DataFrame:
    frames = [future.result() for future in counted]
    return frames[0] if len(frames) == 1 else pl.concat(frames).sort("row_id")


def _count_rest(raw: list[RawRecord], layout: Layout, encodings: list[str]) -> pl.DataFrame:
    examples = add_counts(convert(raw, layout), encodings).examples
    columns = [f"{column}_{encoding}" for encoding in encodings for column in ("tokens", "trained_tokens")]
    return examples.select("row_id", "kind", *columns, "tokens_exact")


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
