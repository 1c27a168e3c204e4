"""JSON Lines: one record a line; blank lines are skipped and keep the numbering."""

from collections.abc import Iterator
from typing import BinaryIO

from curate.model import RawRecord
from curate.parsing.encoding import as_utf8

SUFFIXES = (".jsonl", ".ndjson")
BY_BYTES = True


def records(stream: BinaryIO) -> Iterator[RawRecord]:
    r"""Yield the lines of a stream; only a line feed ends a line, U+2028 and U+0085 do not.

    >>> from io import BytesIO
    >>> [(r.offset, r.line, r.raw) for r in records(BytesIO(b'{"a":1}\r\n\n{"b":2}'))]
    [(0, 1, b'{"a":1}'), (10, 3, b'{"b":2}')]
    """
    stream, note = as_utf8(stream)
    offset = 0
    for number, line in enumerate(stream, 1):
        if not line.isspace():
            yield RawRecord(offset, number, line.rstrip(b"\r\n"), note)
            note = None
        offset += len(line)
