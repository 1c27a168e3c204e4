"""Sources -> pieces, one for each prepare task: a function of the input, never of the cluster.

A plain line-based file is cut at line starts near equal byte distances without being read. Every other container is
streamed once by the driver and cut into blocks of records while the workers already prepare the first ones.
row_id = file ordinal << 40 | offset, so that row_ids order rows as the config orders files, without counting.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import NamedTuple

from curate.blocks import decode_block, encode_block
from curate.inputs.layout import Layout
from curate.inputs.sources import Source, open_source
from curate.model import Finding, RawRecord, Severity
from curate.parsing.unpack import Unpacked, damaged
from curate.readers import all_readers
from curate.storage.stage_files import Place, write_atomically

MOST_BYTES, FEWEST_BYTES, PIECES = 16 << 20, 1 << 20, 16
BLOCK_BYTES, SMALL_BLOCKS = (
    4 << 20,
    16,
)  # of a file of unknown size, so many at first, so that every worker soon has one
LEAST_BLOCK_BYTES, SHARE = (
    2 << 20,
    6,
)  # of a known size: a sixth of what is left, so that workers end together
LEAST_RECORD_BYTES = 64  # a record counts as so many at least
FILE_SHIFT = 40
BLOCK = "block"
NOT_LINES = Finding(
    "structure/not-json-lines",
    Severity.INFO,
    "the file is a JSON document, not JSON Lines; its elements are read as records",
    help="upload services want one object a line; what curate writes is that",
)


class Piece(NamedTuple):
    """A part of a source that one task prepares: bytes start to end of `path`.

    Its records have row_ids (file << 40) + base .. + extent - 1.
    """

    file: int
    path: Place
    start: int
    end: int
    base: int
    extent: int


class Job(NamedTuple):
    """One prepare task: a piece, how to read it (a reader's name, or `block`) and what its records look like."""

    piece: Piece
    reader: str
    layout: Layout


def jobs(sources: list[Source], layouts: dict[int, Layout], work: Place) -> Iterator[Job]:
    """Yield the prepare tasks of all sources, in order; a source that is empty has one, too."""
    for source in sources:
        found = byte_ranges(source) if source.by_bytes else blocks(source, work / "blocks")
        reader = source.reader if source.by_bytes else BLOCK
        for piece in found:
            yield Job(piece, reader, layouts[source.file])


def range_bytes(total_bytes: int) -> int:
    """Choose the size of a byte range from the size of the file alone.

    >>> range_bytes(5_000), range_bytes(44_000_000), range_bytes(10_000_000_000)
    (1048576, 2750000, 16777216)
    """
    return min(MOST_BYTES, max(FEWEST_BYTES, total_bytes // PIECES))


def byte_ranges(source: Source) -> Iterator[Piece]:
    """Cut a plain line-based file at line starts near equal byte distances."""
    size = source.path.stat().st_size
    step = range_bytes(size)
    start = 0
    with source.path.open("rb") as stream:
        while True:
            stream.seek(min(start + step, size))
            stream.readline()
            end = stream.tell()
            yield Piece(source.file, source.path, start, end, start, max(1, end - start))
            start = end
            if start >= size:
                return


def blocks(source: Source, folder: Place) -> Iterator[Piece]:
    """Stream a container and write its records as blocks; offsets in a block count from its first record."""
    if isinstance(folder, Path):
        folder.mkdir(parents=True, exist_ok=True)
    name = blake2b(source.name.encode(), digest_size=8).hexdigest()
    for number, block in enumerate(_grouped(stream_records(source), unpacked_bytes(source))):
        first = block[0].offset if block else 0
        data = encode_block(block, first)
        path = folder / f"{name}-{number}.arrow"
        write_atomically(path, data)
        extent = block[-1].offset - first + 1 if block else 1
        yield Piece(source.file, path, 0, len(data), first, extent)


def stream_records(source: Source) -> Iterator[RawRecord]:
    """Yield the records of a source; a container that is damaged ends with a record that says so."""
    last = -1
    with open_source(source) as stream:
        for record in all_readers()[source.reader].records(stream):
            if last < 0 and source.reader == "json" and ".json" not in source.path.suffixes:
                record = record._replace(problem=record.problem or NOT_LINES)
            last = record.offset
            yield record
        damage = stream.raw.error if isinstance(stream.raw, Unpacked) else None
    if damage:
        yield RawRecord(last + 1, 0, b"", damaged(source.packed, damage))


def load_piece(job: Job) -> bytes:
    with job.piece.path.open("rb") as stream:
        stream.seek(job.piece.start)
        return stream.read(job.piece.end - job.piece.start)


def read_piece(job: Job, data: bytes | None = None) -> list[RawRecord]:
    """Return the raw records of a piece; their offsets count from its start."""
    data = load_piece(job) if data is None else data
    if job.reader == BLOCK:
        return list(decode_block(data))
    return list(all_readers()[job.reader].records(BytesIO(data)))


def unpacked_bytes(source: Source) -> int:
    """Return what a file says of its unpacked size, 0 where it says nothing; it need not be true."""
    if source.packed == ".gz":
        with source.path.open("rb") as stream:
            if stream.seek(0, SEEK_END) < 4:
                return 0
            stream.seek(-4, SEEK_END)
            return int.from_bytes(stream.read(4), "little")
    return 0 if source.packed else source.path.stat().st_size


def block_bytes(total_bytes: int, done_bytes: int, blocks: int) -> int:
    """Choose the size of the next block by what is done of a file, which may have more than it says (or say nothing).

    >>> [round(block_bytes(44 << 20, mb << 20, 0) / (1 << 20), 1) for mb in (0, 20, 40, 60)], block_bytes(1 << 40, 0, 0)
    ([7.3, 4.0, 2.0, 4.0], 16777216)
    """
    if done_bytes >= total_bytes:
        return BLOCK_BYTES if blocks < SMALL_BLOCKS else MOST_BYTES
    return min(MOST_BYTES, max(LEAST_BLOCK_BYTES, (total_bytes - done_bytes) // SHARE))


def _grouped(records: Iterable[RawRecord], total_bytes: int) -> Iterator[list[RawRecord]]:
    """Group records into blocks by bytes; at least one block, even an empty one."""
    block: list[RawRecord] = []
    size = done = blocks = 0
    wanted = block_bytes(total_bytes, 0, 0)
    for record in records:
        block.append(record)
        size += max(len(record.raw) + 1, LEAST_RECORD_BYTES)
        if size >= wanted:
            yield block
            block, size, done, blocks = [], 0, done + size, blocks + 1
            wanted = block_bytes(total_bytes, done, blocks)
    if block or not blocks:
        yield block
