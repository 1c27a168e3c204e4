"""The first finding of each kind in findings.jsonl, for a summary that says where to look.

Covers: the begin of the file, which has the findings of rows, and its end, which has those of the data set.
Does not cover: the middle of a file of many megabytes; a kind that stands there only has no example.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson

HEAD_BYTES, TAIL_BYTES = 4 << 20, 256 << 10
Kind = tuple[str, str]  # rule, severity


def examples(path: Path, wanted: set[Kind]) -> dict[Kind, str]:
    """Return `place: message` for each kind that is found; nothing where there is no such file."""
    found: dict[Kind, str] = {}
    for line in _lines(path):
        finding = orjson.loads(line)
        kind = finding["rule"], finding["severity"]
        if kind in wanted and kind not in found:
            found[kind] = (
                f"{place(finding['source'], finding['line'], finding['provider'])}{finding['message']}"
            )
            if len(found) == len(wanted):
                break
    return found


def place(source: str, line: int | None, provider: str) -> str:
    """Write where a finding is: a row, a file, a provider's files, or the data set as a whole.

    >>> place("a.jsonl", 3, "openai"), place("a.jsonl", None, ""), place("", None, "openai"), place("", None, "")
    ('a.jsonl:3: ', 'a.jsonl: ', 'openai: ', '')
    """
    where = f"{source}:{line}" if source and line else source or provider
    return f"{where}: " if where else ""


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            yield from iter(lambda: stream.readline() if stream.tell() < HEAD_BYTES else b"", b"")
            if (rest := path.stat().st_size - TAIL_BYTES) > stream.tell():
                stream.seek(rest)
                stream.readline()  # the end of a line that began before
            yield from stream
    except FileNotFoundError:
        return
