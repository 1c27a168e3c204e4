"""raw records -> canonical examples and their segments; what cannot be read is a finding and a rejected row."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import orjson
import polars as pl

from curate.formats import FormatError, Note, Parsed, all_formats, before
from curate.frames import EXAMPLES, REJECTED, Turns, segments_of_rows
from curate.inputs.detect import layout_of
from curate.inputs.layout import Layout
from curate.inputs.mapping import parse_mapped
from curate.model import Finding, RawRecord, Severity
from curate.parsing.strict_json import parse_line
from curate.plain_chat import read_plain, roles_of, telling_keys
from curate.records import content_hash, kind_of
from curate.stages import Chunk, findings_frame
from curate.wording import shown

Read = Callable[[dict[str, Any]], Parsed]


def convert(raw: Iterable[RawRecord], layout: Layout | str) -> Chunk:
    """Parse each record alone, as the layout (or the format of that name) says.

    No record gets lost: it is an example or rejected, with a finding.
    """
    layout = Layout(layout) if isinstance(layout, str) else layout
    columns: tuple[list[Any], ...] = tuple([] for _ in EXAMPLES)
    turns = Turns([], [], [], [])
    others: list[tuple[int, dict[str, Any]]] = []
    findings: list[tuple[int, int, Finding]] = []
    rejected: list[tuple[int, int, bytes, str]] = []
    read, telling = reader_of(layout), _telling(layout)

    row_ids, lines, kinds, hashes, texts, roles = columns
    for item in raw:
        if item.problem:
            findings.append((item.offset, item.line, item.problem))
            if item.problem.effect == "rejected":
                rejected.append((item.offset, item.line, item.raw, item.problem.rule))
                continue
        if telling is not None and (plain := read_plain(item.raw, telling, layout.metadata)):
            kinds.append(plain.kind)
            hashes.append(plain.content_hash)
            texts.append(plain.record)
            roles.append(" ".join(plain.roles))
            row_ids.append(item.offset)
            lines.append(item.line)
            turns.add(item.offset, plain.roles, plain.texts)
            continue
        example, found = read_record(item.raw, read)
        findings += [(item.offset, item.line, f) for f in found]
        if example is None:
            rejected.append((item.offset, item.line, item.raw, _reason(found)))
            continue
        if layout.metadata:
            example = _with_metadata(example, layout.metadata)
        kinds.append(kind_of(example))
        hashes.append(content_hash(example))
        texts.append(orjson.dumps(example).decode())
        roles.append(roles_of(example))
        row_ids.append(item.offset)
        lines.append(item.line)
        others.append((item.offset, example))
    return Chunk(
        pl.DataFrame(dict(zip(EXAMPLES, columns, strict=True)), EXAMPLES),
        segments_of_rows(turns, others),
        findings_frame(findings),
        pl.DataFrame(rejected, REJECTED, orient="row"),
        {},
    )


def _telling(layout: Layout) -> frozenset[str] | None:
    """Return the keys that a row must not have to be read the short way, None where no row is."""
    if layout.mapping or layout.format != "openai_chat":
        return None
    formats = all_formats()
    special = before(layout.format) if layout.others else ()
    return telling_keys(formats[name] for name in (layout.format, *special))


def read_record(raw: bytes, read: Read) -> tuple[dict[str, Any] | None, list[Finding]]:
    """Return the canonical example of one record, or None, and everything found on the way."""
    value, found = parse_line(raw)
    if any(f.severity is Severity.ERROR and not f.fix for f in found):
        return None, found
    found = [replace(f, severity=Severity.INFO, effect="") if f.fix else f for f in found]
    if isinstance(value, list) and value and all(isinstance(turn, dict) for turn in value):
        value = {"messages": value}
        found.append(
            Finding("format/array-of-messages", Severity.INFO, "a bare list of messages is read as a record")
        )
    if not isinstance(value, dict):
        return None, [*found, _rejected("structure/not-an-object", "the record is not a JSON object")]
    try:
        parsed = read(value)
    except FormatError as error:
        rule = "structure/unreadable" if error.pointer else "structure/unknown-layout"
        return None, [*found, _rejected(rule, error.reason, error.pointer)]
    return parsed.record, found + [_finding(note) for note in parsed.notes]


def reader_of(layout: Layout) -> Read:
    """Return what reads a record as the layout says, and raises FormatError where the record is of no such form."""
    if mapping := layout.mapping:
        return lambda record: parse_mapped(record, mapping)
    formats = all_formats()
    own = formats[layout.format]
    special = [name for name in before(layout.format) if layout.others]

    def read(record: dict[str, Any]) -> Parsed:
        if own.accepts(record):
            name: str | None = next((n for n in special if formats[n].accepts(record)), layout.format)
        else:
            name = layout_of(record) if layout.others else None
        if name is None:
            keys = shown(", ".join(list(record)[:8])) or "none"
            wanted = "no known layout fits" if layout.others else f"not a record of format {layout.format}"
            raise FormatError("", f"{wanted}; keys of this record: {keys}")
        parsed: Parsed = formats[name].parse(record)
        if name == layout.format:
            return parsed
        note = Note("format/other-layout", f"read as {name}; the file is {layout.format}")
        return parsed._replace(notes=(note, *parsed.notes))

    return read


def _with_metadata(example: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    """Keep only the named keys in extra."""
    kept = {key: value for key, value in example.get("extra", {}).items() if key in keys}
    rest = {key: value for key, value in example.items() if key != "extra"}
    return rest | {"extra": kept} if kept else rest


def _finding(note: Note) -> Finding:
    more = f" (and {note.places - 1:,} more)" if note.places > 1 else ""
    return Finding(note.rule, note.severity, note.message + more, pointer=note.pointer)


def _rejected(rule: str, message: str, pointer: str = "") -> Finding:
    return Finding(rule, Severity.ERROR, message, pointer=pointer, effect="rejected")


def _reason(found: list[Finding]) -> str:
    return next(f.rule for f in found if f.severity is Severity.ERROR)
