"""Rules whose action is `fail`: a build in which one of them hits is written, and exits 1."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import orjson

from curate.report.escape import visible
from curate.report.outcome import plural
from curate.ruleset.of_config import ruleset_of
from curate.setup import Setup

MOST_PLACES = 3


def failures(manifest: dict[str, Any], setup: Setup) -> tuple[str, ...]:
    """Return a line for each rule with `action: fail` that reports something: how often, and where first."""
    failing = {rule.id for rule in ruleset_of(setup.config, setup.base).rules if rule.action == "fail"}
    counts = {rule: found["count"] for rule, found in manifest["findings"].items() if rule in failing}
    places = first_places(setup.output / "findings.jsonl", counts.keys()) if counts else {}
    return tuple(
        f"{rule}: {plural(count, 'finding')}, and its action is fail: {', '.join(map(visible, places[rule]))}"
        + (" ..." if count > len(places[rule]) else "")
        for rule, count in sorted(counts.items())
    )


def first_places(path: Path, rules: Iterable[str]) -> dict[str, list[str]]:
    """Return the first places of each rule in a findings file, as `source:line`, or `all rows` for the data set."""
    places: dict[str, list[str]] = {rule: [] for rule in rules}
    with path.open("rb") as lines:
        for line in lines:
            found = orjson.loads(line)
            here = places.get(found["rule"])
            if here is not None and len(here) < MOST_PLACES:
                here.append(
                    f"{found['source']}:{found['line']}" if found["line"] else found["source"] or "all rows"
                )
    return places
