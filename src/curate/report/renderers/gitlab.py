"""GitLab Code Quality: a JSON list with a stable fingerprint a finding."""

from collections.abc import Iterator
from json import dumps

from curate.model import Severity
from curate.report.fingerprint import fingerprints
from curate.report.outcome import Outcome
from curate.report.style import Style

MOST_FINDINGS = 5000
_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    findings = sorted(outcome.findings, key=lambda f: (f.severity.rank, f))[: outcome.most or MOST_FINDINGS]
    yield dumps(
        [
            {
                "description": finding.message,
                "check_name": finding.rule,
                "fingerprint": fingerprint,
                "severity": _SEVERITIES[finding.severity],
                "location": {"path": finding.source or "-", "lines": {"begin": finding.line or 1}},
            }
            for finding, fingerprint in zip(findings, fingerprints(findings, outcome.row_text), strict=True)
        ],
        indent=2,
    )
