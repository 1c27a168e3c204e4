"""What the jobs would cost, and how each sum comes about."""

from typing import Any

from curate.report.page.evidence import Evidence
from curate.report.page.tags import Html, section, table, tag, text

HEADS = ["term", "value", "unit", "read on", "source"]


def cost(manifest: dict[str, Any], evidence: Evidence) -> Html:
    parts = []
    for entry in manifest.get("cost") or ():
        parts.append(tag("p", tag("b", text(entry["line"]))))
        if terms := entry.get("terms"):
            keys = ("name", "value", "unit", "source_day", "source")
            rows = [[text(term.get(key, "")) for key in keys] for term in terms]
            how = tag("summary", text("how it comes about"))
            parts.append(tag("details", how, table(HEADS, rows, "-n---")))
    return section("cost", "Cost, estimated", *parts) if parts else Html("")
