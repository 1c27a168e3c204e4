"""One file in any layout -> the lines of one provider, with a finding for everything that the target cannot express.

Needs a Source. Yields, record by record, the line (None where it does not fit) and what was found; nothing is kept.
Covers: every input format, and with `written_for` the exact layout of a provider. Does not cover: redaction, repair,
deduplication and splits: those are `curate build`.
"""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

from curate.errors import ConfigError, InputError
from curate.inputs.detect import SAMPLE_RECORDS, detect, sample
from curate.inputs.layout import Layout
from curate.inputs.sources import Source
from curate.model import Finding, RawRecord
from curate.plan import stream_records
from curate.providers import choose, load, names, unknown
from curate.providers.report import finding
from curate.providers.target import TargetWriter, wires_of
from curate.providers.wire import WireCheck
from curate.stages.convert import Read, read_record, reader_of


class Converted(NamedTuple):
    """One record: its line in the input, what it became, and why it did not."""

    number: int
    line: dict[str, Any] | None
    findings: list[Finding]


def parse_target(text: str) -> tuple[str, str | None]:
    """Split `provider` or `provider:model`; raise ConfigError for a provider that does not exist.

    >>> parse_target("bedrock:nova-2-lite"), parse_target("gemini")
    (('bedrock', 'nova-2-lite'), ('gemini', None))
    """
    provider, _, model = text.partition(":")
    if provider not in names():
        raise ConfigError([f"--to: {unknown(provider, names())}"])
    return provider, model or None


def convert_file(
    source: Source, to: str, method: str = "sft", written_for: str | None = None
) -> Iterator[Converted]:
    """Convert every record of a source; raises ConfigError for unknown names, InputError for an unknown layout."""
    provider, model = parse_target(to)
    writer = TargetWriter(provider, method, model)
    records = stream_records(source)
    first = list(islice(records, SAMPLE_RECORDS))
    read = _reader_of(written_for, method) if written_for else _format_of(first, source.name)
    for item in chain(first, records):
        if item.problem is not None and item.problem.effect == "rejected":
            yield Converted(item.line, None, [item.problem])
            continue
        example, found = read_record(item.raw, read)
        found = [item.problem, *found] if item.problem else found
        if example is None:
            yield Converted(item.line, None, found)
            continue
        fitted = writer.fit(example)
        yield Converted(item.line, fitted.line, found + [finding(hit, provider) for hit in fitted.found])


def _format_of(first: list[RawRecord], name: str) -> Read:
    """Find the layout of most records; where none can be read at all, each says why itself."""
    values = sample(first)
    found = detect(values)
    if found.layout is None and (values or not first):
        raise InputError(f"{name}: no known layout fits: {'; '.join(found.evidence) or 'no records'}")
    return reader_of(Layout(found.layout or "openai_chat"))


def _reader_of(provider_and_model: str, method: str) -> Read:
    """Read lines that were written for a provider, exactly."""
    from curate.canonical import FormatError, Parsed

    provider, model = parse_target(provider_and_model)
    choice = choose(load(provider), method, model)
    wires, check = wires_of(choice), WireCheck(choice)

    def read(line: dict[str, Any]) -> Parsed:
        wrong = next((hit for hit in check(line) if hit.outcome in ("rejected", "dropped")), None)
        if wrong is not None:
            raise FormatError(wrong.pointer or "/", finding(wrong, provider).message)
        reader = next((module for module in wires if module.reads(line)), None)
        if reader is None:
            raise FormatError("", f"no line of {provider}")
        return Parsed(reader.read(line))

    return read
