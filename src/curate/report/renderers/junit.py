"""JUnit XML: a suite a file, a case a rule with its first places; never a case a row."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from curate.model import Finding, Severity
from curate.report.outcome import Outcome, place
from curate.report.style import Style

MOST_PLACES = 20


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    by_file: dict[str, dict[str, list[Finding]]] = {name: {} for name in outcome.files}
    for finding in outcome.findings:
        by_file.setdefault(finding.source, {}).setdefault(finding.rule, []).append(finding)
    cases = sum(max(1, len(rules)) for rules in by_file.values())
    failures = sum(_fails(findings) for rules in by_file.values() for findings in rules.values())
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="curate check" tests="{cases}" failures="{failures}">'
    for source, rules in by_file.items():
        failed = sum(_fails(findings) for findings in rules.values())
        yield f'  <testsuite name={quoteattr(source or "-")} tests="{max(1, len(rules))}" failures="{failed}">'
        if not rules:
            yield f'    <testcase classname={quoteattr(source or "-")} name="no problems"/>'
        for rule, findings in sorted(rules.items()):
            yield f"    <testcase classname={quoteattr(source or '-')} name={quoteattr(rule)}>"
            yield from _body(findings)
            yield "    </testcase>"
        yield "  </testsuite>"
    yield "</testsuites>"


def _fails(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _body(findings: list[Finding]) -> Iterator[str]:
    places = [
        f"{place(f)}{f' {f.pointer}' if f.pointer else ''}: {f.message}" for f in findings[:MOST_PLACES]
    ]
    if len(findings) > MOST_PLACES:
        places.append(f"and {len(findings) - MOST_PLACES:,} more")
    text = escape("\n".join(places))
    if _fails(findings):
        message = quoteattr(f"{findings[0].message} ({len(findings):,})")
        yield f'      <failure type="error" message={message}>{text}</failure>'
    else:
        yield f"      <system-out>{text}</system-out>"
