"""The end of a build on the terminal: a funnel of rows, files with tokens, findings by rule, cost.

Everything comes from the manifest, so that `curate report` can say the same later.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from curate.report.counts import counts
from curate.report.escape import visible
from curate.report.examples import examples
from curate.report.outcome import plural
from curate.report.style import Style
from curate.report.table import bar, table

MOST_RULES = 12
MOST_INPUTS = 12
MOST_WIDTH = 118
LARGE_LOSS_RATIO = 0.3  # of the rows that may go as duplicates before the summary says so loudly


def render_build(manifest: dict[str, Any], style: Style | None = None, output: str = "") -> str:
    """Return the summary of a build, several lines without a final line end."""
    style = style or Style()
    parts = (
        _inputs(manifest, style),
        _funnel(manifest, style),
        _files(manifest, style),
        _findings(manifest, style, Path(output) / "findings.jsonl" if output else None),
        _cost(manifest, style),
        _last(manifest, style, output),
    )
    return "\n".join(line for part in parts for line in part)


def _inputs(manifest: dict[str, Any], style: Style) -> Iterator[str]:
    inputs = manifest.get("inputs", [])
    if not inputs:
        return
    yield style.bold("Inputs")
    cells = [
        (
            visible(file["path"]),
            plural(file["rows"], "row"),
            visible(file["layout"]),
            visible(_telling(file.get("evidence", ""), file["layout"])),
        )
        for file in inputs[:MOST_INPUTS]
    ]
    yield from map(_cut, table(cells, "<><<"))
    if len(inputs) > MOST_INPUTS:
        yield f"  … {plural(len(inputs) - MOST_INPUTS, 'more file')} in manifest.json"
    yield ""


def _telling(evidence: str, layout: str) -> str:
    """Leave out of the evidence what the columns before it say, and say first what does not fit.

    >>> _telling("74 records: alpaca; keys input, output", "alpaca")
    'keys input, output'
    >>> _telling("74 records: alpaca; keys input, output; 1 record: no known layout; keys n", "alpaca")
    'also 1 record: no known layout; keys n'
    """
    count = "[0-9,]+ records?: "
    told = re.fullmatch(rf"{count}{re.escape(layout)}; (keys .*?)(?:; ({count}.*))?", evidence)
    return (f"also {told[2]}" if told[2] else told[1]) if told else evidence


def _cut(line: str) -> str:
    return line if len(line) <= MOST_WIDTH else line[: MOST_WIDTH - 1] + "…"


def _funnel(manifest: dict[str, Any], style: Style) -> Iterator[str]:
    rows = manifest["rows"]
    yield style.bold(f"Rows: {rows['read']:,} read")
    most = max([rows["read"], *(stage["rows_in"] for stage in manifest.get("stages", []))])
    cells = [
        (
            visible(stage["stage"].replace("_", " ")),
            f"{stage['rows_out']:,}",
            f"-{gone:,}" if (gone := stage["rows_in"] - stage["rows_out"]) else "",
            bar(stage["rows_out"], most),
            plural(stage["findings"], "finding") if stage["findings"] else "",
        )
        for stage in manifest.get("stages", [])
    ]
    yield from table(cells, "<>><<") if cells else ()
    yield f"  = {rows['kept']:,} kept + {rows['rejected']:,} rejected + {plural(rows['duplicates'], 'duplicate')}"
    if rows["duplicates"] > LARGE_LOSS_RATIO * max(1, rows["read"]):
        share = rows["duplicates"] / rows["read"]
        yield style.severity(
            "warning", f"  {share:.0%} of the rows went as duplicates: look into duplicates.jsonl"
        )


def _files(manifest: dict[str, Any], style: Style) -> Iterator[str]:
    cells = []
    for name, entry in manifest["providers"].items():
        for side in ("train", "validation"):
            part = entry[side]
            about = "" if part.get("tokens_exact", True) else "~"
            file = f"{visible(name)}/{part.get('file', f'{side}.jsonl')}"
            cells.append(
                (
                    file,
                    plural(part["rows"], "row"),
                    f"{about}{plural(part['tokens'], 'token')}",
                    size(part["bytes"]),
                )
            )
    yield ""
    yield style.bold("Files")
    yield from table(cells, "<>>>")
    for name, entry in manifest["providers"].items():
        if skipped := entry.get("skipped"):
            yield f"  {visible(name)}: {plural(skipped, 'kept row')} not expressible there, see findings.jsonl"


def _findings(manifest: dict[str, Any], style: Style, file: Path | None) -> Iterator[str]:
    found = counts(manifest)
    hidden = manifest.get("suppressed", 0)
    yield ""
    if not found:
        yield style.bold("Findings: none")
        yield from _hidden(hidden)
        return
    shown = found[:MOST_RULES]
    first = examples(file, {(one.rule, str(one.severity)) for one in shown}) if file else {}
    about = ", and the first of each rule" if first else ""
    yield style.bold(f"Findings: {sum(one.times for one in found):,}") + about
    lines = map(
        _cut,
        table(
            [
                (
                    f"{one.times:,}",
                    one.severity,
                    visible(one.rule),
                    visible(first.get((one.rule, str(one.severity)), "")),
                )
                for one in shown
            ],
            "><<<",
        ),
    )
    for line, one in zip(lines, shown, strict=True):
        yield line.replace(one.severity, style.severity(one.severity, one.severity), 1)
    if len(found) > MOST_RULES:
        yield f"  … {plural(len(found) - MOST_RULES, 'more rule')} in findings.jsonl"
    yield from _hidden(hidden)


def _hidden(count: int) -> Iterator[str]:
    if count:
        yield f"  The config suppresses {plural(count, 'finding')}."


def _cost(manifest: dict[str, Any], style: Style) -> Iterator[str]:
    entries = [entry for entry in manifest.get("cost") or () if entry.get("line")]
    if entries:
        yield ""
        yield style.bold("Cost, estimated")
        for entry in entries:
            yield f"  {visible(str(entry['line']))}"


def _last(manifest: dict[str, Any], style: Style, output: str) -> Iterator[str]:
    yield ""
    where = f" in {visible(output)}" if output else ""
    yield (
        f"Wrote {plural(len(manifest['providers']), 'provider folder')}{where}; what was not kept and why: "
        + ("rejected.jsonl, duplicates.jsonl, findings.jsonl")
    )


def size(count: int) -> str:
    """Write bytes for people.

    >>> size(512), size(44_000_000)
    ('512 B', '44.0 MB')
    """
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:,.0f} {unit}" if unit == "B" else f"{value:,.1f} {unit}"
        value /= 1000
    return f"{value:,.1f} GB"
