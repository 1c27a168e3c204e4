"""JSON Lines: one finding a line, and a last line that sums up. Format version 1."""

import json
from collections.abc import Iterator
from typing import Any

from curate.model import Finding, Severity
from curate.report.outcome import Outcome
from curate.report.style import Style


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    for finding in outcome.findings if outcome.most is None else outcome.findings[: outcome.most]:
        yield json.dumps({"type": "finding", "schema": 1} | finding_object(finding))
    yield json.dumps({"type": "summary", "schema": 1} | summary_object(outcome))


def finding_object(finding: Finding) -> dict[str, Any]:
    return finding.to_dict()


def summary_object(outcome: Outcome) -> dict[str, Any]:
    return {
        "findings": len(outcome.findings),
        **{f"{severity}s": outcome.count(severity) for severity in (Severity.ERROR, Severity.WARNING)},
        "notes": outcome.count(Severity.INFO),
        "suppressed": outcome.suppressed + outcome.known,
        "rows": outcome.rows,
        "rules": outcome.rules,
        "files": list(outcome.files),
        "targets": list(outcome.targets),
        "not_checked": list(outcome.not_checked),
    }
