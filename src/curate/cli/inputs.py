"""PATH... -> the files to check, as lines; and the way back from a finding's place to the row."""

import glob
import sys
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from curate.errors import InputError
from curate.model import Finding
from curate.providers.line_blocks import Block, Span, load_block, spans, split_lines
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
PACKED = (".gz", ".zst")
FEW_BYTES = 1 << 18  # read for one line that is shown
ONE_DOCUMENT = (".json", ".csv", ".tsv", ".parquet")  # a finding's line is no line of these


class Input(NamedTuple):
    """A file to check, or standard input; `lines` is None where the checker itself opens `path`.

    `damage` says why the lines of a packed file are not all that it held.
    """

    source: str
    path: Path | None
    lines: list[bytes] | None
    damage: Finding | None = None


def find_inputs(patterns: tuple[str, ...], stdin_name: str) -> Iterator[Input]:
    """Yield the files that paths, folders and globs name, each once; raise InputError for one that is missing."""
    seen = set()
    for pattern in patterns:
        if pattern == "-":
            yield Input(stdin_name, None, split_lines(sys.stdin.buffer.read()))
            continue
        for path in _files(pattern):
            if (name := str(path)) not in seen:
                seen.add(name)
                packed = path.suffix.lower() in PACKED
                yield Input(_name(path), path, *(_unpack(path) if packed else (None,)))


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


def _unpack(path: Path) -> tuple[list[bytes], Finding | None]:
    """Read a packed file whole, as far as it can be read, and say what was wrong with the rest."""
    from curate.parsing.unpack import Unpacked, damaged

    packed = path.suffix.lower()
    try:
        with path.open("rb") as file, Unpacked(file, packed) as stream:
            lines = split_lines(stream.read())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    return lines, damaged(packed, stream.error) if stream.error else None


class Rows:
    """Raw rows by source and line, read when a finding is drawn: of a file, only the lines around it."""

    def __init__(self, inputs: list[Input]) -> None:
        self._inputs = {visible(scrub(item.source), 1000): item for item in inputs}
        self._source: str | None = None
        self._spans: list[Span] = []
        self._block = Block([], 1, True)

    def __call__(self, source: str, line: int) -> str | None:
        """Return the text of a line, or None where there is no such line."""
        item = self._inputs.get(source)
        if item is None or source.lower().endswith(ONE_DOCUMENT):
            return None
        if source != self._source:
            self._source, self._block = source, Block(item.lines or [], 1, True)
            self._spans = [*spans(item.path, FEW_BYTES)] if item.lines is None and item.path else []
        if self._spans and not self._block.first <= line < self._block.first + len(self._block.lines):
            at = bisect_right(self._spans, line, key=lambda span: span.first) - 1
            self._block = load_block(self._spans[max(at, 0)])
        place = line - self._block.first
        found = 0 <= place < len(self._block.lines)
        return self._block.lines[place].decode("utf-8", "replace") if found else None
