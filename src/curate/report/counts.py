"""How often each rule hit at each severity, from a manifest."""

from typing import Any, NamedTuple

from curate.model import Severity


class Count(NamedTuple):
    severity: Severity
    rule: str
    times: int


def counts(manifest: dict[str, Any]) -> list[Count]:
    """Return the counts, the gravest first, then the most frequent.

    >>> entry = {"severity": "error", "count": 9, "by_severity": {"info": 7, "error": 2}}
    >>> [(str(severity), count) for severity, _, count in counts({"findings": {"fit/kind": entry}})]
    [('error', 2), ('info', 7)]
    """
    found = [
        Count(Severity(severity), rule, number)
        for rule, entry in (manifest.get("findings") or {}).items()
        for severity, number in (entry.get("by_severity") or {entry["severity"]: entry["count"]}).items()
    ]
    return sorted(found, key=lambda one: (one.severity.rank, -one.times, one.rule))
