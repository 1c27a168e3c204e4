"""Sources -> pieces, one for each prepare task: a function of the input, never of the cluster.

A plain line-based file is cut at line starts without being read. Every other container is
streamed once by the driver and cut into blocks while the workers already prepare the first ones: a packed line-based
file into lines, which the workers take apart, any other into records.
row_id = file ordinal << 40 | offset, so that row_ids order rows as the config orders files, without counting.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from io import SEEK_END, BufferedReader, BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from zstandard import ZstdCompressor, ZstdDecompressor

from curate.blocks import decode_block, encode_block
from curate.inputs.layout import Layout
from curate.inputs.sources import Source, open_source
from curate.model import Finding, RawRecord, Severity
from curate.parsing.unpack import Unpacked, damaged
from curate.readers import all_readers
from curate.storage.stage_files import Place, write_atomically

MOST_BYTES, LEAST_BYTES = 16 << 20, 1 << 20
# of a file of known size: a seventh of all at most, so that many workers soon have one; a third of what is left at
# most, so that few pieces are needed and workers end together
OF_ALL, OF_THE_REST = 7, 3
UNKNOWN_BYTES, UNKNOWN_PIECES = 4 << 20, 16  # of a file of unknown size, so many; then MOST_BYTES
LEAST_RECORD_BYTES = 64  # a record counts as so many at least
FILE_SHIFT = 40
BLOCK = "block"
PACKED = ".zst"  # of a block of lines; behind the name of the reader in a job
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
    """One prepare task: a piece, how to read it and what its records look like.

    `reader` is a reader's name, that name and PACKED for a block of lines, or BLOCK for one of records.
    """

    piece: Piece
    reader: str
    layout: Layout


def jobs(sources: list[Source], layouts: dict[int, Layout], work: Place) -> Iterator[Job]:
    """Yield the prepare tasks of all sources, in order; a source that is empty has one, too."""
    for source in sources:
        found: Iterable[tuple[Piece, str]]
        if source.by_bytes and not source.packed:
            found = ((piece, source.reader) for piece in byte_ranges(source))
        else:
            found = blocks(source, work / "blocks")
        for piece, reader in found:
            yield Job(piece, reader, layouts[source.file])


def piece_bytes(total_bytes: int, done_bytes: int, pieces: int) -> int:
    """Choose the size of the next piece by what is done of a file, which may have more than it says (or say nothing).

    >>> [round(piece_bytes(44 << 20, mb << 20, 0) / (1 << 20), 1) for mb in (0, 20, 35, 43, 60)]
    [6.3, 6.3, 3.0, 1.0, 4.0]
    >>> piece_bytes(5_000, 0, 0), piece_bytes(1 << 40, 0, 0)
    (1048576, 16777216)
    """
    if done_bytes >= total_bytes:
        return UNKNOWN_BYTES if pieces < UNKNOWN_PIECES else MOST_BYTES
    wanted = min(total_bytes // OF_ALL, (total_bytes - done_bytes) // OF_THE_REST)
    return min(MOST_BYTES, max(LEAST_BYTES, wanted))


def byte_ranges(source: Source) -> Iterator[Piece]:
    """Cut a plain line-based file at line starts."""
    size = source.path.stat().st_size
    start = 0
    with source.path.open("rb") as stream:
        while True:
            stream.seek(min(start + piece_bytes(size, start, 0), size))
            stream.readline()
            end = stream.tell()
            yield Piece(source.file, source.path, start, end, start, max(1, end - start))
            start = end
            if start >= size:
                return


def blocks(source: Source, folder: Place) -> Iterator[tuple[Piece, str]]:
    """Stream a container and store it block by block; yield each with its reader. Offsets count from its first record.

    Where the data are damaged, a last block holds nothing but the record that says so.
    """
    if isinstance(folder, Path):
        folder.mkdir(parents=True, exist_ok=True)
    name = blake2b(source.name.encode(), digest_size=8).hexdigest()
    found = _blocks_of_lines(source) if source.by_bytes else _blocks_of_records(source)
    for number, (data, reader, first, extent) in enumerate(found):
        path = folder / f"{name}-{number}.block"
        write_atomically(path, data)
        yield Piece(source.file, path, 0, len(data), first, extent), reader


def _blocks_of_lines(source: Source) -> Iterator[tuple[bytes, str, int, int]]:
    pack = ZstdCompressor(level=1).compress
    with open_source(source) as stream:
        at = 0
        for lines in _lines(stream, unpacked_bytes(source)):
            yield pack(lines), source.reader + PACKED, at, max(1, len(lines))
            at += len(lines)
        damage = _damage(source, stream, at)
    if damage:
        yield encode_block([damage], at), BLOCK, at, 1


def _blocks_of_records(source: Source) -> Iterator[tuple[bytes, str, int, int]]:
    for block in _grouped(stream_records(source), unpacked_bytes(source)):
        first, last = (block[0].offset, block[-1].offset) if block else (0, 0)
        yield encode_block(block, first), BLOCK, first, last - first + 1


def stream_records(source: Source) -> Iterator[RawRecord]:
    """Yield the records of a source; a container that is damaged ends with a record that says so."""
    last = -1
    with open_source(source) as stream:
        for record in all_readers()[source.reader].records(stream):
            if last < 0 and source.reader == "json" and ".json" not in source.path.suffixes:
                record = record._replace(problem=record.problem or NOT_LINES)
            last = record.offset
            yield record
        damage = _damage(source, stream, last + 1)
    if damage:
        yield damage


def _damage(source: Source, stream: BufferedReader, offset: int) -> RawRecord | None:
    """Return a record that says what was wrong with a container that was read to its end."""
    error = stream.raw.error if isinstance(stream.raw, Unpacked) else None
    return RawRecord(offset, 0, b"", damaged(source.packed, error)) if error else None


def load_piece(job: Job) -> bytes:
    with job.piece.path.open("rb") as stream:
        stream.seek(job.piece.start)
        return stream.read(job.piece.end - job.piece.start)


def unpacked_piece(job: Job, data: bytes) -> bytes:
    """Return the bytes that the reader of a piece reads."""
    return ZstdDecompressor().decompress(data) if job.reader.endswith(PACKED) else data


def read_piece(job: Job, data: bytes | None = None) -> list[RawRecord]:
    """Return the raw records of a piece, whose unpacked bytes are `data`; their offsets count from its start."""
    data = unpacked_piece(job, load_piece(job)) if data is None else data
    if job.reader == BLOCK:
        return list(decode_block(data))
    return list(all_readers()[job.reader.removesuffix(PACKED)].records(BytesIO(data)))


def line_count(job: Job, data: bytes) -> int:
    """Return by how many lines the next piece of the file stands further down; a block of records counts by itself."""
    return 0 if job.reader == BLOCK else data.count(b"\n") + (not data.endswith(b"\n"))


def unpacked_bytes(source: Source) -> int:
    """Return what a file says of its unpacked size, 0 where it says nothing; it need not be true."""
    if source.packed == ".gz":
        with source.path.open("rb") as stream:
            if stream.seek(0, SEEK_END) < 4:
                return 0
            stream.seek(-4, SEEK_END)
            return int.from_bytes(stream.read(4), "little")
    return 0 if source.packed else source.path.stat().st_size


def _lines(stream: BinaryIO, total_bytes: int) -> Iterator[bytes]:
    """Cut a stream at line starts; at least one block, even an empty one."""
    done = blocks = 0
    while (data := stream.read(piece_bytes(total_bytes, done, blocks))) or not blocks:
        data += b"" if data.endswith(b"\n") else stream.readline()
        yield data
        done, blocks = done + len(data), blocks + 1


def _grouped(records: Iterable[RawRecord], total_bytes: int) -> Iterator[list[RawRecord]]:
    """Group records into blocks by bytes; at least one block, even an empty one."""
    block: list[RawRecord] = []
    size = done = blocks = 0
    wanted = piece_bytes(total_bytes, 0, 0)
    for record in records:
        block.append(record)
        size += max(len(record.raw) + 1, LEAST_RECORD_BYTES)
        if size >= wanted:
            yield block
            block, size, done, blocks = [], 0, done + size, blocks + 1
            wanted = piece_bytes(total_bytes, done, blocks)
    if block or not blocks:
        yield block
