"""Which files are read, and as what: paths, folders, globs and standard input -> sources."""

import glob
import re
import shutil
import sys
from collections.abc import Iterable
from io import BufferedReader
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import orjson

from curate.errors import InputError
from curate.parsing.encoding import BOM, utf16_of
from curate.parsing.unpack import unpacked
from curate.readers import all_readers, reader_for
from curate.suggest import did_you_mean

HEAD = 1 << 16
# a .zst of pzstd begins with a frame that is to be skipped
MAGIC = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst", b"\x50\x2a\x4d\x18": ".zst"}


class Source(NamedTuple):
    """One input file: its ordinal, its name in outputs, and how to read it."""

    file: int
    name: str
    path: Path
    reader: str
    packed: str  # "", ".gz" or ".zst"
    by_bytes: bool  # any range of its unpacked bytes that begins at a line start can be read alone
    entry: int  # index of the config's input that named it


def find_sources(
    paths: Iterable[str], base: Path, outside: tuple[Path, ...] = (), stdin: Path | None = None
) -> list[Source]:
    """Resolve each path, folder, glob or `-` into sources, in the order given, then by name.

    A folder or glob leaves out what another path names, what an earlier one found, and files below the folders
    `outside` (our own outputs). `stdin` is the file that standard input is copied to. Raises InputError, with a line
    for each path that leads to no file, and for each named file of unknown type or that cannot be read.
    """
    patterns = list(paths)
    taken = {path.resolve() for pattern in patterns if (path := place(base, pattern)).is_file()}
    found: list[Source] = []
    problems: list[str] = []
    for entry, pattern in enumerate(patterns):
        try:
            if pattern == "-":
                path = _spool(stdin, patterns)
                found.append(_source(len(found), "<stdin>", path, None, entry))
                continue
            for path in _resolve(pattern, base, outside, taken):
                taken.add(path.resolve())
                found.append(_source(len(found), _name(path, base), path, _suffix(path), entry))
        except InputError as error:
            problems.append(str(error))
    if problems:
        raise InputError("\n".join(dict.fromkeys(problems)))
    return found


def place(base: Path, text: str) -> Path:
    """Return a path of the config or the command line as one from the root; `~/` is the home of whoever runs this."""
    return base / (Path(text).expanduser() if text.startswith("~/") else text)


def _name(path: Path, base: Path) -> str:
    r"""Return what a file is called in outputs; bytes that are not UTF-8 stand as escapes.

    >>> _name(Path("/data/raw/a.jsonl"), Path("/data")), _name(Path("/x/\udcff.jsonl"), Path("/data"))
    ('raw/a.jsonl', '/x/\\xff.jsonl')
    """
    name = str(path.relative_to(base)) if path.is_relative_to(base) else str(path)
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _resolve(pattern: str, base: Path, outside: tuple[Path, ...], taken: set[Path]) -> list[Path]:
    """Return the files that a path leads to; those of a folder or glob only as far as nobody has them yet."""
    path = place(base, pattern)
    if not pattern:
        raise InputError("a path which is empty")
    if path.is_dir():
        paths, missing = path.rglob("*"), "the folder holds no file of a known type"
    elif path.exists():
        return [path]
    elif glob.has_magic(pattern):
        names = glob.iglob(str(place(Path(), pattern)), root_dir=base, recursive=True)
        paths, missing = (base / name for name in names), "matches no file of a known type"
    else:
        if path.is_symlink():
            raise InputError(f"{pattern}: a link to nowhere")
        beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
        raise InputError(f"{pattern}: no such file{did_you_mean(path.name, beside)}")
    known = [path for path in sorted(paths) if path.is_file() and reader_for(_suffix(path))]
    ours = [path for path in known if any(path.resolve().is_relative_to(folder) for folder in outside)]
    if not known:
        raise InputError(f"{pattern}: {missing} ({_known()})")
    if len(ours) == len(known):
        raise InputError(
            f"{pattern}: all files there lie in the output folder, which is no input; choose another output"
        )
    return _once([path for path in known if path not in ours], taken)


def _once(paths: list[Path], taken: set[Path]) -> list[Path]:
    """Leave out files that were found before; of several paths to one file, by links, the shortest stays."""
    best: dict[Path, Path] = {}
    for path in sorted(paths, key=lambda path: len(path.parts)):
        best.setdefault(path.resolve(), path)
    return sorted(path for file, path in best.items() if file not in taken)


def _known() -> str:
    return (
        f"{', '.join(sorted(s for r in all_readers().values() for s in r.SUFFIXES))}, each also .gz and .zst"
    )


def _suffix(path: Path) -> str:
    suffixes = [s.lower() for s in path.suffixes]
    while suffixes and suffixes[-1] in MAGIC.values():
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def _spool(path: Path | None, patterns: list[str]) -> Path:
    """Copy standard input to a file."""
    if path is None:
        raise InputError("-: standard input cannot be read here")
    if patterns.count("-") > 1:
        raise InputError("-: standard input can be read once, and stands here twice")
    with path.open("wb") as out:
        shutil.copyfileobj(sys.stdin.buffer, out)
    return path


def _source(file: int, name: str, path: Path, suffix: str | None, entry: int) -> Source:
    """Return a source; a suffix of None is told from the bytes."""
    module = reader_for(suffix or ".jsonl")
    if module is None or suffix == "":
        raise InputError(f"{name}: unknown file type {suffix or '(none)'}; known: {_known()}")
    if not path.is_file():
        raise InputError(f"{name}: a pipe or device and no file; pipe it in and name it `-`")
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
    except OSError as error:
        raise InputError(f"{name}: {error.strerror}") from None
    packed = next((kind for sign, kind in MAGIC.items() if magic.startswith(sign)), "")
    source = Source(file, name, path, _name_of(module), packed, False, entry)
    with open_source(source) as stream:
        head = stream.read(HEAD)
    wide = utf16_of(head) is not None
    if suffix is None and (module := reader_for(_suffix_of(head))):
        source = source._replace(reader=_name_of(module))
    if source.reader == "jsonl" and not wide and "json" in all_readers() and _is_document(head):
        return source._replace(reader="json")
    by_bytes = all_readers()[source.reader].BY_BYTES
    return source._replace(by_bytes=by_bytes and not wide)


def _name_of(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _suffix_of(head: bytes) -> str:
    r"""Tell the type of a stream by its first bytes: JSON Lines, unless they begin as no JSON does.

    >>> [_suffix_of(head) for head in (b'{"a": 1}', b"PAR1", b"question,answer\n1,2", b"words", b"")]
    ['.jsonl', '.parquet', '.csv', '.jsonl', '.jsonl']
    """
    if head.startswith(b"PAR1"):
        return ".parquet"
    first = next((line for line in head.removeprefix(BOM).split(b"\n") if line.strip()), b"").strip()
    words = first[:1].isalpha() or first[:1] == b'"'
    return ".csv" if words and not first.endswith(b"}") and re.search(rb"[,;\t|]", first) else ".jsonl"


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
