"""JSON documents: an array, objects one after another however they are printed, or {"data": [...]}.

Elements are cut out of the stream by a scan over brackets and strings and parsed later, each alone: memory holds one
element, and a broken element is one broken record. The scan trusts line breaks, which no JSON string may hold: a quote
that its line does not close cannot swallow the rest of the file, and an element that does not close ends where a line
begins like the first line of the elements before it.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

import orjson

from curate.model import Finding, RawRecord, Severity
from curate.parsing.encoding import as_utf8
from curate.parsing.json_window import Window

SUFFIXES = (".json",)
BY_BYTES = False
# a list under one of these keys of the only object is a file's list of records
ROWS = {"data", "rows", "records", "items", "examples", "samples", "train", "dataset"}


def records(stream: BinaryIO) -> Iterator[RawRecord]:
    """Yield the elements of a document; notes on the file come with the first or the last of them.

    >>> from io import BytesIO
    >>> [(r.line, r.raw) for r in records(BytesIO(b'[{"a": "]"},' + bytes([10]) + b' {"a": 2}]'))]
    [(1, b'{"a": "]"}'), (2, b'{"a": 2}')]
    """
    stream, note = as_utf8(stream)
    window = Window(stream)
    held: RawRecord | None = None
    for item in _document(window):
        if isinstance(item, Finding):
            note = note or item
            continue
        if held:
            yield held
        held, note = item._replace(problem=note) if note else item, None
    if held:
        yield held._replace(problem=note) if note else held
    elif note and note.rule == "structure/unclosed-array":
        yield RawRecord(0, 1, b"[", replace(note, severity=Severity.ERROR, effect="rejected"))


def _document(window: Window) -> Iterator[RawRecord | Finding]:
    window.skip_bom()
    first = True
    while (char := window.next_char()) is not None:
        if char == b"[" and not _is_turns(window):
            yield from _elements(window)
        elif char == b"{" and first and (keys := window.seek_list(ROWS)) is not None:
            yield from _elements(window)
            yield from _rest(window, keys)
        else:
            yield window.take()
        first = False


def _elements(window: Window) -> Iterator[RawRecord | Finding]:
    """Yield the elements of the array that begins here."""
    window.at += 1
    while (char := window.next_char()) != b"]":
        if char is None:
            yield Finding(
                "structure/unclosed-array",
                Severity.WARNING,
                "the array is not closed: the file may have been cut off",
            )
            return
        yield window.take()
    window.at += 1


def _rest(window: Window, keys: list[str]) -> Iterator[RawRecord | Finding]:
    """Leave the object around a list of records; its other keys have no place in any record."""
    keys = keys + window.leave_object()
    if keys:
        yield Finding(
            "structure/keys-around-rows", Severity.INFO,
            f"the list of records stands in an object whose other keys are not used: {', '.join(keys)[:80]}",
        )  # fmt: skip


def _is_turns(window: Window) -> bool:
    """Tell a bare list of messages, which is one record, from a list of records."""
    first = window.peek_element()
    try:
        turn = orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return (
        isinstance(turn, dict)
        and bool(turn.keys() & {"role", "from"})
        and bool(turn.keys() & {"content", "value"})
    )
