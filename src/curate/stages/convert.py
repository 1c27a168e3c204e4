"""raw records -> canonical examples and their segments; what cannot be read is a finding and a rejected row."""

from collections.abc import Iterable
from typing import Any

import orjson
import polars as pl

from curate.formats import FormatError, all_formats
from curate.frames import EXAMPLES, REJECTED, segments_frame
from curate.model import Finding, RawRecord, Severity
from curate.records import content_hash, kind_of
from curate.stages import Chunk, findings_frame


def convert(raw: Iterable[RawRecord], layout: str) -> Chunk:
    """Parse each record alone with the format named `layout`."""
    form = all_formats()[layout]
    rows: list[tuple[int, int, str, str, str]] = []
    records: list[dict[str, Any]] = []
    findings: list[tuple[int, int, Finding]] = []
    rejected: list[tuple[int, int, bytes, str]] = []
    for item in raw:
        result = item.problem or _read(item.raw, form)
        if isinstance(result, Finding):
            findings.append((item.offset, item.line, result))
            rejected.append((item.offset, item.line, item.raw, result.rule))
            continue
        records.append(result)
        rows.append(
            (item.offset, item.line, kind_of(result), content_hash(result), orjson.dumps(result).decode())
        )
    return Chunk(
        pl.DataFrame(rows, EXAMPLES, orient="row"),
        segments_frame([row[0] for row in rows], records),
        findings_frame(findings),
        pl.DataFrame(rejected, REJECTED, orient="row"),
        {},
    )


def _read(raw: bytes, form: Any) -> dict[str, Any] | Finding:
    try:
        record = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Finding(
            "structure/not-json",
            Severity.ERROR,
            f"not JSON: {error.msg} at column {error.colno}",
            effect="rejected",
        )
    if not isinstance(record, dict) or not form.accepts(record):
        return Finding("structure/unknown-layout", Severity.ERROR, "no known layout fits this record")
    try:
        parsed: dict[str, Any] = form.parse(record)
    except FormatError as error:
        return Finding("structure/unreadable", Severity.ERROR, error.reason, pointer=error.pointer)
    return parsed
