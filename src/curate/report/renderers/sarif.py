"""SARIF 2.1.0 with what GitHub code scanning asks for beyond the standard (github/docs sarif-support, 2026-11).

At most 5,000 results, the gravest first: GitHub drops the rest; a notification names how many.
"""

from collections.abc import Iterator
from json import dumps
from typing import Any
from urllib.parse import quote

from curate import __version__
from curate.model import Finding, Severity
from curate.report.escape import markdown
from curate.report.fingerprint import fingerprints
from curate.report.frame import frame
from curate.report.outcome import Outcome, plural, worst
from curate.report.rule_text import rule_text
from curate.report.style import Style

MOST_RESULTS, MOST_DESCRIPTION_CHARS = 5000, 1024
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PRIVATE = ("pii/", "secrets/", "entities/")


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    groups = outcome.by_rule()
    index = {rule: number for number, rule in enumerate(groups)}
    most = min(MOST_RESULTS, outcome.most or MOST_RESULTS)
    findings = sorted(outcome.findings, key=lambda f: (f.severity.rank, f))[:most]
    names = fingerprints(findings, outcome.row_text)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "curate",
                "semanticVersion": __version__,
                "rules": [_rule(rule, group) for rule, group in groups.items()],
            }
        },
        "automationDetails": {"id": "curate/check/"},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(finding, index[finding.rule], name, outcome)
            for finding, name in zip(findings, names, strict=True)
        ],
    }
    if hidden := len(outcome.findings) - len(findings):
        text = f"{plural(hidden, 'more finding')} of lower rank; curate check --format jsonl lists all"
        note = {"level": "note", "message": {"text": text}}
        run["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [note]}]
    yield dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: str, findings: list[Finding]) -> dict[str, Any]:
    severity, about = worst(findings), rule_text(rule)
    name = rule.replace("/", ": ").replace("-", " ")
    help_text = findings[0].help or about.help
    lines = [line for line in (help_text, about.why, f"curate explain {rule}", about.source) if line]
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}[severity]
    properties: dict[str, Any] = {"tags": [rule.partition("/")[0]], "precision": "very-high"}
    properties["problem.severity"] = level
    if rule.startswith(_PRIVATE):
        properties |= {"security-severity": "7.0", "tags": [*properties["tags"], "security"]}
    return {
        "id": rule,
        "name": "".join(part.capitalize() for part in rule.replace("/", "-").split("-")),
        "shortDescription": {"text": name},
        "fullDescription": {"text": (about.why or name)[:MOST_DESCRIPTION_CHARS]},
        "help": {"text": "\n".join(lines), "markdown": "\n\n".join(map(markdown, lines))},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": properties,
    }


def _result(finding: Finding, index: int, fingerprint: str, outcome: Outcome) -> dict[str, Any]:
    line, column = finding.line or 1, 1
    row = outcome.row_text(finding.source, line) if finding.line else None
    if row and (drawn := frame(row, finding.pointer)):
        column = drawn.column
    where = f" ({finding.pointer})" if finding.pointer else ""
    to = f" [{finding.provider}]" if finding.provider else ""
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(finding.source or "stdin"), "uriBaseId": "%SRCROOT%"},
            "region": {"startLine": line, "startColumn": column, "endLine": line, "endColumn": column + 1},
        }
    }
    if finding.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.pointer, "kind": "member"}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}{where}{to}"},
        "locations": [location],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    }
