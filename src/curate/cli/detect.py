"""curate detect PATH...: Tell the layout of files, with the evidence."""

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from curate.report.escape import visible
from curate.report.outcome import plural

if TYPE_CHECKING:
    from curate.inputs.sources import Source


@click.command(name="detect")
@click.argument("paths", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def command(paths: tuple[str, ...], as_json: bool) -> int:
    """Tell the layout of the records of PATHS (files, folders, globs, `-`) from the first 1,000, with the evidence.

    Exit 1 where no known layout fits a file.
    """
    from curate.inputs.sources import find_sources

    unknown = False
    with tempfile.TemporaryDirectory(prefix="curate-") as folder:
        for source in find_sources(paths, Path.cwd(), stdin=Path(folder) / "stdin"):
            told = tell(source)
            unknown |= told["layout"] is None
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_lines(told)))
    return int(unknown)


def tell(source: "Source") -> dict[str, Any]:
    """Return what the first records of a source show; `mapping` is a proposal where no layout fits."""
    from itertools import islice

    from curate.inputs.detect import SAMPLE_RECORDS, detect, sample
    from curate.inputs.guess_mapping import guess_mapping
    from curate.plan import stream_records

    raw = list(islice(stream_records(source), SAMPLE_RECORDS))
    values = sample(raw)
    found = detect(values)
    guess = guess_mapping(values) if found.layout is None else None
    return {
        "source": source.name,
        "container": source.reader + source.packed,
        "layout": found.layout,
        "records": len(raw),
        "unreadable": len(raw) - len(values),
        "coverage": found.coverage,
        "unknown": found.unknown,
        "evidence": found.evidence,
        "mapping": guess.model_dump(exclude_defaults=True) if guess else None,
    }


def _lines(told: dict[str, Any]) -> list[str]:
    first = f"{visible(told['source'])}: {told['layout'] or 'no known layout'} ({told['container']})"
    lines = [first, *(f"  {visible(line)}" for line in told["evidence"])]
    if told["unreadable"]:
        lines.append(f"  {plural(told['unreadable'], 'record')} that cannot be read: `curate build` says why")
    if not told["records"]:
        lines.append("  no records")
    if told["mapping"]:
        lines.append(f"  a mapping to try: {visible(json.dumps(told['mapping'], ensure_ascii=False))}")
    return lines
