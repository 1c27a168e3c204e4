"""Files -> one Index in memory: for commands that decide about rows and write no provider files.

Memory holds keys, bands and shingles, about 600 bytes a row of 100 words, and no text.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from curate.frames import FINDINGS
from curate.inputs.detect import SAMPLE_RECORDS, detect, sample
from curate.inputs.sources import Source, find_sources
from curate.model import RawRecord
from curate.plan import FILE_SHIFT, stream_records
from curate.setup import Setup, resolve
from curate.spec.config import Config
from curate.stages import DUPLICATES, Chunk, Index, narrow
from curate.stages.convert import convert
from curate.stages.sign import sign

BLOCK = 4096  # records read at once


class Collected(NamedTuple):
    """What was read: the Index, the sources by their number, and how many records were no example."""

    rows: Index
    sources: list[Source]
    unread: int


def settings(**stages: object) -> Setup:
    """Return a Setup with these stage settings and no provider that matters."""
    config = {"inputs": ["-"], "output": ".", "providers": ["openai"], "stages": stages}
    return resolve(Config.model_validate(config), Path.cwd())


def collect(
    paths: Iterable[str], setup: Setup, also: Callable[[Source, Chunk], None] | None = None
) -> Collected:
    """Read, convert and sign every record of some files; `also` sees each chunk before its text is forgotten."""
    sources = find_sources(paths, Path.cwd())
    rows, sides, unread = [], [], 0
    for source in sources:
        for raw, layout in _blocks(source):
            chunk = sign(convert(raw, layout), setup)
            if also:
                also(source, chunk)
            unread += len(chunk.rejected)
            base = pl.col("row_id") + (source.file << FILE_SHIFT)
            file = pl.lit(source.file, pl.UInt32)
            rows.append(chunk.examples.drop("record").with_columns(base, file=file))
            sides.append({name: frame.with_columns(base) for name, frame in chunk.side.items()})
    frame = narrow(rows or [convert([], "openai_chat").examples.with_columns(file=pl.lit(0, pl.UInt32))])

    def side(name: str, columns: list[str] | None) -> Iterator[pl.DataFrame]:
        return (frames[name].select(columns or pl.all()) for frames in sides)

    index = Index(
        frame, pl.DataFrame(schema=DUPLICATES), pl.DataFrame(schema=FINDINGS), side, [s.name for s in sources]
    )
    return Collected(index, sources, unread)


def _blocks(source: Source) -> Iterator[tuple[list[RawRecord], str]]:
    """Yield the records of a source block by block, with the layout told from the first ones."""
    records = stream_records(source)
    head = list(islice(records, SAMPLE_RECORDS))
    layout = detect(sample(head)).layout or "openai_chat"
    left = chain(head, records)
    while block := list(islice(left, BLOCK)):
        yield block, layout
