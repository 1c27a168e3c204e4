"""The largest clusters of duplicates: what was kept, and what went because of it."""

from typing import Any

from curate.report.page.evidence import Evidence
from curate.report.page.tags import Html, section, table, tag, text


def duplicates(manifest: dict[str, Any], evidence: Evidence) -> Html:
    if not evidence.clusters:
        return Html("")
    parts = []
    for cluster in evidence.clusters:
        rows = [
            [text(place), text(f"{similarity:.2f}"), text(reason), tag("bdi", text(shown), cls="excerpt")]
            for place, similarity, reason, shown in cluster.rows
        ]
        listed = table(["dropped", "similarity", "reason", "beginning of its text"], rows, "-n--")
        title = f"{cluster.size:,} dropped for {cluster.kept}"
        parts.append(tag("details", tag("summary", text(title)), listed))
    note = f"The largest clusters, {len(parts)} of them; duplicates.jsonl has every dropped row."
    return section("duplicates", "Duplicates", *parts, tag("p", text(note), cls="dim"))
