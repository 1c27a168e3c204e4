"""PATH... -> the files to check; and the way back from a finding's place to the row."""

import glob
import sys
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from curate.errors import InputError
from curate.providers.line_blocks import (
    BLOCK_BYTES,
    Block,
    Chunk,
    Span,
    Stored,
    chunks,
    load_block,
    spans,
    split_lines,
)
from curate.report.escape import visible
from curate.report.scrub import scrub
from curate.suggest import did_you_mean

SUFFIXES = (
    ".jsonl",
    ".ndjson",
    ".jsonl.gz",
    ".ndjson.gz",
    ".jsonl.zst",
    ".ndjson.zst",
)  # taken from a folder
FEW_BYTES = 1 << 18  # read for one line that is shown
ONE_DOCUMENT = (".json", ".csv", ".tsv", ".parquet")  # a finding's line is no line of these


class Input(NamedTuple):
    """A file to check, or standard input; `lines` is None where the checker itself opens `path`.

    Else it says what is checked as if it were a file of its own: what a packed file holds, or standard input.
    """

    source: str
    path: Path | None
    lines: list[bytes] | Stored | None


def find_inputs(patterns: tuple[str, ...], stdin_name: str) -> Iterator[Input]:
    """Yield the files that paths, folders and globs name, each once; raise InputError for one that is missing."""
    seen = set()
    for pattern in patterns:
        if pattern == "-":
            yield Input(stdin_name, None, _copied(sys.stdin.buffer))
            continue
        for path in _files(pattern):
            if (name := str(path)) not in seen:
                seen.add(name)
                stored = Stored.of(path)
                yield Input(_name(path), path, stored if stored.packed else None)


def _files(pattern: str) -> list[Path]:
    path = Path(pattern)
    if path.is_dir():
        if found := sorted(p for p in path.rglob("*") if p.name.lower().endswith(SUFFIXES) and p.is_file()):
            return found
        raise InputError(f"{pattern}: no {', '.join(SUFFIXES[:2])} file below this folder")
    if path.exists():
        return [path]
    if found := sorted(Path(name) for name in glob.glob(pattern, recursive=True)):
        return [p for p in found if p.is_file()]
    beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    raise InputError(f"{pattern}: no such file{did_you_mean(path.name, beside)}")


def _name(path: Path) -> str:
    """Name a file as seen from here, so that SARIF and annotations find it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)


def _copied(stream: BinaryIO) -> list[bytes] | Stored:
    """Return the lines of a stream that can be read but once; more than a block is copied to a temporary file."""
    head = stream.read(BLOCK_BYTES)
    if len(head) < BLOCK_BYTES:
        return split_lines(head)
    import atexit
    import shutil
    import tempfile

    try:
        with tempfile.NamedTemporaryFile(prefix="curate-stdin-", delete=False) as copy:
            path = Path(copy.name)
            atexit.register(path.unlink, missing_ok=True)
            copy.write(head)
            shutil.copyfileobj(stream, copy, 1 << 20)
    except OSError as error:
        where = tempfile.gettempdir()
        raise InputError(
            f"standard input does not fit into {where}: {error.strerror}; TMPDIR names another"
        ) from None
    return Stored(path)


class Rows:
    """Raw rows by source and line, read when a finding is drawn: of a file, only the lines around it.

    A packed file is unpacked once for findings in the order of its lines, and again where one goes back.
    """

    def __init__(self, inputs: list[Input]) -> None:
        self._inputs = {visible(scrub(item.source), 1000): item for item in inputs}
        self._source: str | None = None
        self._stored: Stored | None = None
        self._spans: list[Span] = []
        self._chunks: Iterator[Chunk] = iter(())
        self._block = Block([], 1, True)

    def __call__(self, source: str, line: int) -> str | None:
        """Return the text of a line, or None where there is no such line."""
        item = self._inputs.get(source)
        if item is None or source.lower().endswith(ONE_DOCUMENT):
            return None
        if source != self._source:
            self._source = source
            self._open(item)
        if not self._block.first <= line < self._block.first + len(self._block.lines):
            self._go_to(line)
        place = line - self._block.first
        found = 0 <= place < len(self._block.lines)
        return self._block.lines[place].decode("utf-8", "replace") if found else None

    def _open(self, item: Input) -> None:
        lines = item.lines if isinstance(item.lines, list) else []
        if isinstance(item.lines, Stored):
            self._stored = item.lines
        else:
            self._stored = Stored(item.path) if item.path and item.lines is None else None
        self._block, self._chunks, self._spans = Block(lines, 1, True), iter(()), []
        if self._stored and not self._stored.packed:
            self._spans = [*spans(self._stored.path, FEW_BYTES)]

    def _go_to(self, line: int) -> None:
        if self._spans:
            at = bisect_right(self._spans, line, key=lambda span: span.first) - 1
            self._block = load_block(self._spans[max(at, 0)])
        elif self._stored and self._stored.packed:
            if not self._block.lines or line < self._block.first:
                self._chunks = chunks(self._stored, FEW_BYTES)
            for chunk in self._chunks:
                self._block = load_block(chunk)
                if line < self._block.first + len(self._block.lines):
                    return
