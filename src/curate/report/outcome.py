"""What a check found, as the renderers take it: clean findings, counts, and where the rows stand."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from curate.model import Finding, Severity
from curate.report.escape import visible
from curate.report.scrub import scrub

RowText = Callable[[str, int], str | None]
CLEANED_FIELDS = ("message", "help", "source", "pointer", "rule", "provider", "effect", "fix")


class Outcome(NamedTuple):
    """A check's result.

    `findings` are sorted and cleaned: whatever a renderer prints of them can neither act nor tell. `row_text` returns
    the raw text of a line of a source, or None; only `frame` and `fingerprint` may look at it.
    """

    findings: list[Finding]
    rows: int = 0
    rules: int = 0
    files: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()  # openai, bedrock:nova-micro ...
    not_checked: tuple[str, ...] = ()
    suppressed: int = 0  # findings that the baseline holds
    most: int | None = None  # --max-findings
    row_text: RowText = lambda source, line: None
    known: int = 0  # findings that the config suppresses

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)

    def by_rule(self) -> dict[str, list[Finding]]:
        """Return the findings of each rule; the gravest rule first, then the most frequent."""
        groups: dict[str, list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault(finding.rule, []).append(finding)
        return dict(sorted(groups.items(), key=lambda item: (worst(item[1]).rank, -len(item[1]), item[0])))


def worst(findings: Iterable[Finding]) -> Severity:
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank)


def clean(finding: Finding) -> Finding:
    """Make every text of a finding printable anywhere: no personal data, no control character, no command."""
    changes: dict[str, Any] = {}
    for name in CLEANED_FIELDS:
        before = getattr(finding, name)
        if before and (after := _clean_text(before)) != before:
            changes[name] = after
    return replace(finding, **changes) if changes else finding


@lru_cache(1024)  # a rule says the same of many rows
def _clean_text(text: str) -> str:
    return visible(scrub(text), 1000)


def place(finding: Finding) -> str:
    """Return `file:line`, as far as it is known."""
    source = finding.source or "-"
    return f"{source}:{finding.line}" if finding.line else source


def plural(count: int, noun: str) -> str:
    """Count a noun.

    >>> plural(1, "row"), plural(12_000, "row")
    ('1 row', '12,000 rows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
