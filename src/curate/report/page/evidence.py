"""The rows that a report can show: a fair choice of findings, and the largest clusters of duplicates."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from curate.model import Severity
from curate.report.escape import visible
from curate.report.scrub import scrub

MOST_FINDINGS = 2000
LEAST_OF_A_RULE, MOST_CLUSTERS, MOST_OF_A_CLUSTER, EXCERPT_CHARS = 20, 50, 5, 300
FIELDS = ("severity", "rule", "source", "line", "pointer", "provider", "message", "help")


class Cluster(NamedTuple):
    """A kept row, how many went because of it, and some of those."""

    kept: str
    size: int
    rows: list[tuple[str, float, str, str]]  # place, similarity, reason, excerpt


class Evidence(NamedTuple):
    """`findings` is what the page's script reads: field names, and a list of values for each finding."""

    findings: dict[str, Any]
    total: int
    clusters: list[Cluster]


def read_evidence(
    findings: Path, duplicates: Path, most: int = MOST_FINDINGS, *, excerpts: bool = True
) -> Evidence:
    """Read findings.jsonl and duplicates.jsonl of a build; a file that is absent holds nothing."""
    rows, total = choose_findings(_lines(findings), most)
    cleaned = [[_clean(row.get(field)) for field in FIELDS] for row in rows]
    clusters = list(largest_clusters(duplicates, excerpts=excerpts))
    return Evidence({"fields": FIELDS, "rows": cleaned, "total": total}, total, clusters)


def choose_findings(found: Iterator[dict[str, Any]], most: int) -> tuple[list[dict[str, Any]], int]:
    """Take some of every rule, and then the gravest; return them in the order of the file, and the number of all."""
    by_rule: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    total = 0
    for total, finding in enumerate(found, 1):
        kept = by_rule.setdefault(finding["rule"], [])
        if len(kept) < most:
            kept.append((total, finding))
    least = min(LEAST_OF_A_RULE, max(1, most // max(1, len(by_rule))))
    ranked = sorted(by_rule.values(), key=lambda kept: Severity(kept[0][1]["severity"]).rank)
    chosen = [item for kept in ranked for item in kept[:least]]
    rest = (item for kept in ranked for item in kept[least:])
    chosen += [item for item, _ in zip(rest, range(most - len(chosen)), strict=False)]
    return [finding for _, finding in sorted(chosen, key=lambda item: item[0])], total


def largest_clusters(path: Path, *, excerpts: bool) -> Iterator[Cluster]:
    """Yield the clusters that lost most rows, the largest first."""
    sizes = Counter(map(_kept, _raw_lines(path)))
    top = dict(sorted(sizes.items(), key=lambda item: (-item[1], item[0]))[:MOST_CLUSTERS])
    rows: dict[str, list[tuple[str, float, str, str]]] = {kept: [] for kept in top}
    for line in _raw_lines(path):
        here = rows.get(_kept(line))
        if here is not None and len(here) < MOST_OF_A_CLUSTER:
            row = orjson.loads(line)
            shown = excerpt(row["record"]) if excerpts else ""
            here.append((_place(row), row["similarity"], row["reason"], shown))
    for kept, size in top.items():
        yield Cluster(kept, size, rows[kept])


def _kept(line: bytes) -> str:
    """Return the place of the row that is kept; the record, which is most of a line, is not looked at.

    Inside of a JSON string no quotation mark stands bare.

    >>> _kept(b'{"line":3,"kept":{"source":"a","line":1},"record":{"messages":[]}}')
    'a:1'
    """
    head, record, _ = line.partition(b',"record":')
    return _place(orjson.loads(head + b"}" if record else line)["kept"])


def excerpt(record: dict[str, Any]) -> str:
    """Return the beginning of what the users and the model say, cut and cleaned.

    >>> excerpt({"messages": [{"role": "user", "content": "mail ann@example.com"}, {"role": "assistant"}]})
    'user: mail [EMAIL]'
    """
    said = [
        f"{message.get('role')}: {message['content']}"
        for message in record.get("messages", [])
        if isinstance(message.get("content"), str) and message.get("role") != "system"
    ]
    whole = " ⏎ ".join(said) or json.dumps(record, ensure_ascii=False)
    return visible(scrub(whole[: 4 * EXCERPT_CHARS]), EXCERPT_CHARS)


def _place(row: dict[str, Any]) -> str:
    return f"{row['source']}:{row['line']}" if row.get("line") else str(row["source"])


def _clean(value: Any) -> Any:
    return _cleaned(value) if isinstance(value, str) else value


@lru_cache(10_000)  # thousands of findings share their rules, messages and sources
def _cleaned(text: str) -> str:
    return visible(scrub(text))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    return map(orjson.loads, _raw_lines(path))


def _raw_lines(path: Path) -> Iterator[bytes]:
    if path.is_file():
        with path.open("rb") as stream:
            yield from stream
