"""Tables as text: the first row names the columns; a record is the JSON object of one row.

Covers: comma, semicolon, tab or bar, told from the first lines or by a line `sep=;`; quoted line breaks; a byte-order
mark; UTF-16. Cells stay text; a row with more cells than names is rejected, cells too few are left out.
Does not cover: a table without a heading.
"""

import csv
import re
from collections.abc import Iterator
from typing import BinaryIO

import orjson

from curate.model import Finding, RawRecord, Severity
from curate.parsing.encoding import BOM, as_utf8, decode_error

SUFFIXES = (".csv", ".tsv")
BY_BYTES = False
MOST_CELL_CHARS = 1 << 26
_LINE = re.compile(rb"[^\r]*\r\n?|[^\r]+")
_SEP = re.compile(rb"sep=([,;\t|])\s*", re.IGNORECASE)  # a first line for Excel, which is no heading
_DELIMITERS = ",;\t|"
_HEAD_LINES = 20


def records(stream: BinaryIO) -> Iterator[RawRecord]:
    r"""Yield the rows of a table; `line` is where a row begins, counted in lines of the file.

    >>> from io import BytesIO
    >>> [(r.line, r.raw) for r in records(BytesIO(b'q;a\n"two\nlines";x\n'))]
    [(2, b'{"q":"two\\nlines","a":"x"}')]
    """
    stream, note = as_utf8(stream)
    lines = _Lines(stream)
    csv.field_size_limit(MOST_CELL_CHARS)
    rows = csv.reader(lines, delimiter=lines.delimiter(), strict=True)
    names: list[str] = []
    while True:
        offset, line = lines.begin()
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            about = f"not a row of a table: {error}"
            yield RawRecord(offset, line, lines.raw(), _rejected("structure/not-csv", about))
            continue
        if lines.wrong and names:
            yield RawRecord(offset, line, lines.raw(), lines.wrong)
        elif not any(cells):
            continue
        elif not names:
            names, note = _names(cells, _in_heading(lines.wrong) if lines.wrong else note)
        elif len(cells) > len(names):
            about = f"{len(cells):,} cells, but the heading names {len(names):,} columns"
            yield RawRecord(offset, line, lines.raw(), _rejected("structure/too-many-cells", about))
        else:
            yield RawRecord(offset, line, orjson.dumps(dict(zip(names, cells, strict=False))), note)
            note = None


class _Lines:
    """The lines of a file as text, with the bytes that the row at hand is made of."""

    def __init__(self, stream: BinaryIO) -> None:
        self.lines = _lines(stream)
        self.ready = [line for _, line in zip(range(_HEAD_LINES), self.lines, strict=False)]
        if self.ready:
            self.ready[0] = self.ready[0].removeprefix(BOM)
        self.number, self.offset, self.told = 0, 0, ""
        if self.ready and (sep := _SEP.fullmatch(self.ready[0])):
            self.number, self.offset, self.told = 1, len(self.ready.pop(0)), sep[1].decode()
        self.row: list[bytes] = []
        self.wrong: Finding | None = None

    def delimiter(self) -> str:
        """Choose the delimiter that cuts most of the first rows into as many cells as the heading has."""
        if self.told:
            return self.told
        head = [line.decode(errors="replace") for line in self.ready]
        best, most = ",", (0, 1)
        for delimiter in _DELIMITERS:
            try:
                rows = [row for row in csv.reader(head, delimiter=delimiter) if row]
            except csv.Error:
                continue
            width = len(rows[0]) if rows else 0
            if width > 1 and (score := (sum(len(row) == width for row in rows), width)) > most:
                best, most = delimiter, score
        return best

    def begin(self) -> tuple[int, int]:
        """Begin a row: return its offset and line."""
        self.row, self.wrong = [], None
        return self.offset, self.number + 1

    def raw(self) -> bytes:
        return b"".join(self.row).rstrip(b"\r\n")

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self.ready.pop(0) if self.ready else next(self.lines)
        self.number += 1
        self.offset += len(line)
        self.row.append(line)
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            self.wrong = self.wrong or decode_error(line, error)
            return line.decode("latin-1")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines, whichever of LF, CRLF and CR ends them."""
    for line in stream:
        if line.find(b"\r", 0, -2) < 0:
            yield line
        else:
            yield from _LINE.findall(line)


def _names(cells: list[str], note: Finding | None) -> tuple[list[str], Finding | None]:
    """Return a name for each column, and a note where some had none or not its own."""
    names: list[str] = []
    for place, cell in enumerate(cells, 1):
        name = cell.strip() or f"column_{place}"
        names.append(name if name not in names else f"{name}_{place}")
    if names != [cell.strip() for cell in cells]:
        about = "the heading has a column without a name, or a name twice; such columns are numbered"
        note = Finding("structure/heading", Severity.WARNING, about)
    return names, note


def _in_heading(wrong: Finding) -> Finding:
    """Say of a heading that is not UTF-8 what its rows cannot say: it is read, and its names may be wrong."""
    about = f"the heading is {wrong.message}; its names are read as Latin-1"
    return Finding("structure/heading", Severity.WARNING, about, help=wrong.help)


def _rejected(rule: str, message: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, effect="rejected")
