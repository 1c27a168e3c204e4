"""What was found: every rule with its count, and a browser of single findings."""

from typing import Any

from curate.report.counts import counts
from curate.report.page.evidence import Evidence
from curate.report.page.tags import Html, section, table, tag, text


def findings(manifest: dict[str, Any], evidence: Evidence) -> Html:
    found = counts(manifest)
    if not found:
        return section("findings", "Findings", tag("p", text("None.")))
    rows = [
        [_badge(one.severity), tag("a", text(one.rule), href=f"#rule={one.rule}"), text(f"{one.times:,}")]
        for one in found
    ]
    return section(
        "findings",
        "Findings",
        table(["severity", "rule", "count"], rows, "--n"),
        tag("div", cls="filters", id="filters"),
        tag("div", cls="scroll", id="browser"),
        tag("noscript", tag("p", text("JavaScript filters findings here; findings.jsonl has them all."))),
        tag("p", text(_coverage(evidence)), cls="dim"),
    )


def _coverage(evidence: Evidence) -> str:
    shown = len(evidence.findings["rows"])
    if shown == evidence.total:
        return ""
    return f"{shown:,} of {evidence.total:,} findings are in this page; findings.jsonl has them all."


def _badge(severity: str) -> Html:
    return tag("span", text(severity), cls=f"badge {severity}")
