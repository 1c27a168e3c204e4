"""A finding's name that survives edits elsewhere: rule, content of the row and pointer; no line, path, date, value."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from curate.model import Finding
from curate.report.outcome import RowText


def row_hash(row: str | None) -> str:
    """Name a row by its content: equal for another key order or other spaces; empty for no row.

    >>> row_hash('{"a": 1, "b": 2}') == row_hash('{"b":2,"a":1}')
    True
    """
    if row is None:
        return ""
    try:
        row = json.dumps(json.loads(row), sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError):
        row = row.strip()
    return blake2b(row.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def fingerprints(findings: Iterable[Finding], row_text: RowText) -> Iterator[str]:
    """Yield one for each finding; equal ones are told apart by a counter."""
    seen: Counter[str] = Counter()
    for finding in findings:
        row = row_hash(row_text(finding.source, finding.line)) if finding.line else ""
        key = "\0".join((finding.rule, finding.provider, row or finding.source, finding.pointer))
        name = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        seen[name] += 1
        yield f"{name}:{seen[name]}"
