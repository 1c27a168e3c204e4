"""One line a finding, for grep and editors."""

from collections.abc import Iterator

from curate.model import Finding, Severity
from curate.report.outcome import Outcome, place, plural
from curate.report.style import Style


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    findings = outcome.findings if outcome.most is None else outcome.findings[: outcome.most]
    for finding in findings:
        yield headline(finding, style)
    if hidden := len(outcome.findings) - len(findings):
        yield f"… {hidden:,} more"
    yield from summary(outcome, style)


def headline(finding: Finding, style: Style, column: int | None = None) -> str:
    """Return `file:line:column: error rule message  [provider]`."""
    where = place(finding) + (f":{column}" if column else "")
    provider = style.dim(f"  [{finding.provider}]") if finding.provider else ""
    severity = style.severity(finding.severity, finding.severity)
    return f"{style.bold(where)}: {severity} {style.bold(finding.rule)} {finding.message}{provider}"


def summary(outcome: Outcome, style: Style) -> Iterator[str]:
    """Say how many problems, what was checked against what, and what was not."""
    if outcome.findings:
        kinds = [plural(n, str(s)) for s in Severity if (n := outcome.count(s)) and s is not Severity.INFO]
        if notes := outcome.count(Severity.INFO):
            kinds.append(plural(notes, "note"))
        files = len({finding.source for finding in outcome.findings})
        where = f" in {plural(files, 'file')}" if len(outcome.files) > 1 else ""
        problems = plural(len(outcome.findings), "problem")
        yield style.bold(f"Found {problems}{where} ({', '.join(kinds)}).")
    else:
        yield style.bold("No problems found.")
    if outcome.suppressed:
        yield f"The baseline holds {plural(outcome.suppressed, 'older problem')}."
    if outcome.known:
        yield f"The config suppresses {plural(outcome.known, 'problem')}."
    rules = f" with {plural(outcome.rules, 'rule')}" if outcome.rules else ""
    targets = f" for {', '.join(outcome.targets)}" if outcome.targets else ""
    rest = f"; not checked: {', '.join(outcome.not_checked)}" if outcome.not_checked else ""
    yield f"Checked {plural(outcome.rows, 'row')}{rules}{targets}{rest}."
