"""One JSON object: `findings` and `summary`, the fields of the JSON Lines form. Format version 1."""

from collections.abc import Iterator
from json import dumps

from curate.report.outcome import Outcome
from curate.report.renderers.jsonl import finding_object, summary_object
from curate.report.style import Style


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    findings = outcome.findings if outcome.most is None else outcome.findings[: outcome.most]
    yield dumps(
        {
            "schema": 1,
            "findings": [finding_object(finding) for finding in findings],
            "summary": summary_object(outcome),
        },
        indent=2,
    )
