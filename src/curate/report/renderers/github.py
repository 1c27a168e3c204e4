"""GitHub annotations: one a rule, the gravest first, 10 a type at most; the whole table goes to the job summary.

GitHub shows 10 annotations a type and step (zizmorcore/zizmor 634, 2025-03-27); data findings come by the thousand.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from curate.model import Severity
from curate.report.escape import workflow_property, workflow_value
from curate.report.frame import frame
from curate.report.outcome import Outcome, plural, worst
from curate.report.renderers import md
from curate.report.renderers.concise import summary
from curate.report.style import Style

MOST_OF_A_TYPE, MOST_SUMMARY_BYTES = 10, 1_000_000
_TYPES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    room = dict.fromkeys(_TYPES.values(), MOST_OF_A_TYPE)
    for rule, findings in outcome.by_rule().items():
        kind, first = _TYPES[worst(findings)], min(findings, key=lambda f: (f.severity.rank, f))
        if not room[kind]:
            continue
        room[kind] -= 1
        properties = {"title": f"curate ({rule})", "file": first.source}
        if first.line:
            properties |= {"line": str(first.line), "endLine": str(first.line)}
            row = outcome.row_text(first.source, first.line)
            if row and (drawn := frame(row, first.pointer)):
                properties["col"] = str(drawn.column)
        also = f" ({plural(len(findings), 'place')}, the first is shown)" if len(findings) > 1 else ""
        help_line = f"\n{first.help}" if first.help else ""
        listed = ",".join(f"{key}={workflow_property(value)}" for key, value in properties.items() if value)
        yield f"::{kind} {listed}::{workflow_value(first.message + also + help_line)}"
    yield from (line.replace("::", ":\u200b:") for line in summary(outcome, Style()))
    _append_job_summary(outcome)


def _append_job_summary(outcome: Outcome) -> None:
    """Append the Markdown form to $GITHUB_STEP_SUMMARY where a workflow offers one; whole lines up to the cap."""
    if not (path := os.environ.get("GITHUB_STEP_SUMMARY")):
        return
    text = "".join(line + "\n" for line in md.render(outcome, Style())).encode()
    if len(text) > MOST_SUMMARY_BYTES:
        text = text[: text.rindex(b"\n", 0, MOST_SUMMARY_BYTES) + 1]
    with Path(path).open("ab") as stream:
        stream.write(text)
