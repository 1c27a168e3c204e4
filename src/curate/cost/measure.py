"""Files -> how many tokens each of their rows is, without building anything."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from curate.detect import detect, sample
from curate.errors import ConfigError
from curate.formats import all_formats
from curate.layout import Layout
from curate.pipeline import read_piece
from curate.plan import jobs, stream_records
from curate.sources import find_sources
from curate.stages import Chunk
from curate.stages.convert import convert
from curate.stages.count_tokens import add_counts
from curate.suggest import did_you_mean


def measure(
    paths: Iterable[str | Path], encodings: list[str], *, layout: str | None = None, split: str = "train"
) -> pl.DataFrame:
    """Return one row for each readable example: row_id, kind, the token columns of each encoding, and `split`.

    Rows that cannot be read are left out. Raises what `chunks` raises.
    """
    frames = [
        chunk.examples.drop("record", "content_hash", "line")
        for chunk in chunks(paths, encodings, layout=layout)
    ]
    return pl.concat(frames).with_columns(split=pl.lit(split))


def chunks(
    paths: Iterable[str | Path], encodings: list[str], *, layout: str | None = None
) -> Iterator[Chunk]:
    """Yield the files piece by piece, read, converted and counted.

    `layout` names a format; it is told from each file's records when absent. Raises InputError for a path that is not
    there and ConfigError for a format that is none.
    """
    if layout is not None and layout not in all_formats():
        raise ConfigError([f"format: unknown {layout}{did_you_mean(layout, all_formats())}"])
    with TemporaryDirectory() as work:
        sources = find_sources([str(path) for path in paths], Path.cwd(), stdin=Path(work) / "stdin")
        layouts = {
            source.file: Layout(layout or detect(sample(stream_records(source))).layout or "openai_chat")
            for source in sources
        }
        for job in jobs(sources, layouts, Path(work)):
            yield add_counts(convert(read_piece(job), job.layout), encodings)
