"""What will be read, in which pieces: a function of the input and the config, never of the cluster.

row_id = file ordinal << 40 | offset, so that row_ids order rows as the config orders files, without counting.
"""

import glob
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import zstandard

from curate.errors import InputError
from curate.readers import all_readers, reader_for

MOST_BYTES, FEWEST_BYTES, PIECES = 32 << 20, 1 << 20, 16
FILE_SHIFT = 40


class Source(NamedTuple):
    """One input file: its ordinal, its name in outputs, and how to read it."""

    file: int
    name: str
    path: Path
    reader: str
    packed: str  # "", ".gz" or ".zst"
    entry: int  # index of the config's input that named it


class Piece(NamedTuple):
    """A part of a source that one task prepares: bytes start to end of `path`.

    `base` is the offset of its first record in the source: equal to `start` for a plain file.
    """

    file: int
    path: Path
    start: int
    end: int
    base: int


class Job(NamedTuple):
    """One prepare task: a piece and how to read it."""

    piece: Piece
    reader: str
    layout: str


def find_sources(entries: list[tuple[int, str]], base: Path, outside: tuple[Path, ...] = ()) -> list[Source]:
    """Resolve (input index, path, folder or glob) into files, in the order of the config, then by name.

    Files below the folders `outside` (our own outputs) are never inputs of a folder or glob.
    Raises InputError for a path that leads to no file, and for a named file of unknown type.
    """
    found: list[Source] = []
    for entry, pattern in entries:
        path = base / pattern
        if path.is_dir():
            paths = [p for p in sorted(path.rglob("*")) if _wanted(p, outside)]
        elif path.exists():
            paths = [path]
        else:
            paths = [
                Path(p) for p in sorted(glob.glob(str(path), recursive=True)) if _wanted(Path(p), outside)
            ]
        if not paths:
            raise InputError(f"{pattern}: no such file, folder or match")
        for one in paths:
            reader, packed = _kind(one)
            if not reader:
                raise InputError(f"{one}: unknown file type; known: {', '.join(_suffixes())}")
            found.append(Source(len(found), _name(one, base), one, reader, packed, entry))
    return found


def _wanted(path: Path, outside: tuple[Path, ...]) -> bool:
    return (
        path.is_file() and bool(_kind(path)[0]) and not any(path.resolve().is_relative_to(o) for o in outside)
    )


def _name(path: Path, base: Path) -> str:
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def _kind(path: Path) -> tuple[str, str]:
    suffixes = [s.lower() for s in path.suffixes]
    packed = suffixes.pop() if suffixes and suffixes[-1] in (".gz", ".zst") else ""
    reader = reader_for(suffixes[-1]) if suffixes else None
    return (reader.__name__.rpartition(".")[2] if reader else "", packed)


def _suffixes() -> list[str]:
    return sorted(s for reader in all_readers().values() for s in reader.SUFFIXES)


def open_source(source: Source) -> BinaryIO:
    """Open a source as a stream of unpacked bytes."""
    if source.packed == ".gz":
        return io.BufferedReader(gzip.open(source.path))
    if source.packed == ".zst":
        return io.BufferedReader(zstandard.open(source.path, "rb"))
    return source.path.open("rb")


def piece_bytes(total_bytes: int) -> int:
    """Choose the size of a piece from the size of the file alone.

    >>> piece_bytes(5_000), piece_bytes(44_000_000), piece_bytes(10_000_000_000)
    (1048576, 2750000, 33554432)
    """
    return min(MOST_BYTES, max(FEWEST_BYTES, total_bytes // PIECES))


def pieces(source: Source) -> Iterator[Piece]:
    """Cut a plain line-based file at line starts near equal byte distances."""
    size = source.path.stat().st_size
    step = piece_bytes(size)
    with source.path.open("rb") as stream:
        start = 0
        while start < size:
            stream.seek(min(start + step, size))
            stream.readline()
            end = stream.tell()
            yield Piece(source.file, source.path, start, end, start)
            start = end


def jobs(sources: list[Source], layouts: dict[int, str]) -> Iterator[Job]:
    """Yield the prepare tasks of all sources, in order."""
    for source in sources:
        if all_readers()[source.reader].BY_BYTES and not source.packed:
            for piece in pieces(source):
                yield Job(piece, source.reader, layouts[source.file])
