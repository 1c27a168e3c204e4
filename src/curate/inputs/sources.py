"""Which files are read, and as what: paths, folders, globs and standard input -> sources."""

import glob
import shutil
import sys
from collections.abc import Iterable
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

import orjson

from curate.errors import InputError
from curate.parsing.encoding import utf16_of
from curate.parsing.unpack import unpacked
from curate.readers import all_readers, reader_for

HEAD = 1 << 16
MAGIC = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst"}


class Source(NamedTuple):
    """One input file: its ordinal, its name in outputs, and how to read it."""

    file: int
    name: str
    path: Path
    reader: str
    packed: str  # "", ".gz" or ".zst"
    by_bytes: bool  # any byte range that begins at a line start can be read alone
    entry: int  # index of the config's input that named it


def find_sources(
    paths: Iterable[str], base: Path, outside: tuple[Path, ...] = (), stdin: Path | None = None
) -> list[Source]:
    """Resolve each path, folder, glob or `-` into sources, in the order given, then by name.

    Files below the folders `outside` (our own outputs) are never inputs of a folder or glob. `stdin` is the file
    that standard input is copied to. Raises InputError for a path that leads to no file, and for a named file of
    unknown type or that cannot be read.
    """
    found: list[Source] = []
    for entry, pattern in enumerate(paths):
        if pattern == "-":
            if stdin is None:
                raise InputError("-: standard input cannot be read here")
            found.append(_source(len(found), "<stdin>", _spool(stdin), "jsonl", entry))
            continue
        for path in _resolve(pattern, base, outside):
            suffix = _suffix(path)
            reader = reader_for(suffix)
            if reader is None:
                known = ", ".join(sorted(s for r in all_readers().values() for s in r.SUFFIXES))
                raise InputError(
                    f"{path}: unknown file type {suffix or '(none)'}; known: {known}, each also .gz and .zst"
                )
            name = str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
            found.append(_source(len(found), name, path, reader.__name__.rpartition(".")[2], entry))
    return found


def _resolve(pattern: str, base: Path, outside: tuple[Path, ...]) -> list[Path]:
    path = base / pattern
    if path.is_dir():
        paths = [p for p in sorted(path.rglob("*")) if _wanted(p, outside)]
    elif path.exists():
        paths = [path]
    else:
        paths = [Path(p) for p in sorted(glob.glob(str(path), recursive=True)) if _wanted(Path(p), outside)]
    if not paths:
        raise InputError(f"{pattern}: no such file, and no folder or glob with a file that can be read")
    return paths


def _wanted(path: Path, outside: tuple[Path, ...]) -> bool:
    if not path.is_file() or reader_for(_suffix(path)) is None:
        return False
    return not any(path.resolve().is_relative_to(folder) for folder in outside)


def _suffix(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    while suffixes and suffixes[-1] in MAGIC.values():
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _spool(path: Path) -> Path:
    with path.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out)
    return path


def _source(file: int, name: str, path: Path, reader: str, entry: int) -> Source:
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from None
    packed = next((kind for sign, kind in MAGIC.items() if magic.startswith(sign)), "")
    source = Source(file, name, path, reader, packed, False, entry)
    with open_source(source) as stream:
        head = stream.read(HEAD)
    wide = utf16_of(head) is not None
    if reader == "jsonl" and not wide and "json" in all_readers() and _is_document(head):
        return source._replace(reader="json")
    return source._replace(by_bytes=all_readers()[reader].BY_BYTES and not packed and not wide)


def _is_document(head: bytes) -> bool:
    r"""Tell JSON over several lines (an array, pretty-printed objects) from JSON Lines with a bad first line.

    >>> [_is_document(head) for head in (b'[\n {"a": 1},\n', b'{\n  "a": 1', b'{"a": 1}\n', b'[1]\n')]
    [True, True, False, False]
    """
    first = next(
        (line for line in head.removeprefix(b"\xef\xbb\xbf").split(b"\n") if line.strip()), b""
    ).strip()
    if first in (b"[", b"{"):
        return True
    if not first.startswith(b"["):
        return False
    try:
        rows = orjson.loads(first)
    except orjson.JSONDecodeError:
        return first.startswith((b"[{", b"[ {"))
    # one line that is an array of records: a whole document, unless it is a bare list of messages on a line
    return (
        bool(rows)
        and isinstance(rows[0], dict)
        and not {"role", "from"} & rows[0].keys()
        and head.count(b"\n") <= 1
    )


def open_source(source: Source) -> BufferedReader:
    """Open a source as a stream of unpacked bytes; `.raw.error` tells afterwards whether it was damaged."""
    return unpacked(source.path.open("rb"), source.packed)
