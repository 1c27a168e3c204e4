"""The bytes of a file -> records, and what the bytes themselves do wrong: encoding, marks, blank lines, no JSON."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from curate.model import Finding, Severity
from curate.parsing.encoding import BOM
from curate.parsing.strict_json import parse_line
from curate.providers.found import Found
from curate.providers.outcome import OUTCOMES


class Line(NamedTuple):
    """A line that was read: `record` is None where it has no reading, and then `found` says why."""

    number: int
    size: int  # bytes
    record: Any
    found: tuple[Found | Finding, ...]


# what a strict reader finds in a line, and which fact of the provider decides about it
_DECIDED_BY = {
    "structure/bom": "byte_order_mark",
    "structure/duplicate-keys": "duplicate_keys",
    "structure/big-integer": "big_integers",
}
_DEFAULTS = {"byte_order_mark": "unclear", "duplicate_keys": "rejected", "big_integers": "unclear"}


def read(lines: list[bytes], files: dict[str, Any], first: int = 1, last: bool = True) -> Iterator[Line]:
    """Yield every line that is not blank, and a Line without a size for each finding about a blank one.

    `first` is the number of the first line; `last` says that these are the last lines of a file, where an empty one
    at the end is nothing to speak of.
    """
    for number, raw in enumerate(lines, first):
        if not raw or raw.isspace():
            if raw or not last or number < first + len(lines) - 1:
                yield Line(
                    number, 0, None, (Found("file/blank-line", "", {}, files.get("blank_lines", "advice")),)
                )
            continue
        record, problems = parse_line(raw)
        if not problems:
            yield Line(number, len(raw), record, ())
        else:
            yield Line(number, len(raw), record, tuple(decided(problem, files) for problem in problems))


def decided(problem: Finding, files: dict[str, Any]) -> Finding:
    """Put the provider's verdict to what the reader found."""
    from dataclasses import replace

    key = _DECIDED_BY.get(problem.rule)
    if key is not None:
        severity, effect = OUTCOMES[files.get(key, _DEFAULTS[key])]
        return replace(problem, severity=severity, effect=str(effect))
    if problem.severity is Severity.ERROR:
        return replace(problem, effect="rejected")
    return problem


def may_be_document(lines: list[bytes]) -> bool:
    """Tell from the first lines of a file whether all of it has to be read to know."""
    head = next((line.removeprefix(BOM).strip() for line in lines if line.strip()), b"")
    several = sum(1 for line in lines[:100] if line.strip()) > 1
    if not head or head[:1] not in b"[{" or (head[:1] == b"{" and (not several or _is_json(head))):
        return False
    return not (head[:1] == b"[" and several and _is_json(head))


def document(lines: list[bytes]) -> tuple[list[Any], str] | None:
    """Read the lines as one JSON document: (its rows, what it is), or None for lines that are JSON Lines or neither.

    An array gives its entries, an object with one list of objects that list, another object itself.
    """
    if not may_be_document(lines):
        return None
    try:
        value = orjson.loads(b"\n".join(lines).removeprefix(BOM))
    except orjson.JSONDecodeError:
        return None
    if isinstance(value, list):
        return value, "a JSON array"
    lists = [v for v in value.values() if isinstance(v, list) and v and _is_row(v[0])]
    if len(value) == 1 and lists:
        return lists[0], "an object around a JSON array"
    return [value], "a JSON object over several lines"


def _is_row(value: Any) -> bool:
    """Tell a row from a turn: an object that is one row has a list of turns and nothing else, too."""
    return isinstance(value, dict) and value.keys().isdisjoint(("role", "from"))


def _is_json(line: bytes) -> bool:
    try:
        orjson.loads(line)
    except orjson.JSONDecodeError:
        return False
    return True
