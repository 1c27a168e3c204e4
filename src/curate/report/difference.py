"""A comparison of two data sets as text and as Markdown."""

from collections.abc import Iterator
from typing import Any

from curate.report.escape import markdown, visible
from curate.report.table import table

PARTS = ("added", "removed", "changed")


def text_lines(found: dict[str, Any]) -> Iterator[str]:
    yield from table(_totals(found), "<>><", indent="")
    for part in PARTS:
        if found[part]["rows"]:
            yield f"{part}: {_places(found[part])}"


def markdown_lines(found: dict[str, Any]) -> Iterator[str]:
    yield "| | rows | tokens | |"
    yield "|---|---:|---:|---|"
    for name, rows, tokens, change in _totals(found):
        yield f"| {name} | {rows} | {tokens} | {change} |"
    for part in PARTS:
        if found[part]["rows"]:
            yield ""
            yield f"{part}: {markdown(_places(found[part]))}"


def _totals(found: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    lines = [("old", f"{found['rows']['old']:,}", f"{found['tokens']['old']:,} tokens", "")]
    change = found["tokens"]["new"] - found["tokens"]["old"]
    lines.append(
        ("new", f"{found['rows']['new']:,}", f"{found['tokens']['new']:,} tokens", f"{change:+,} tokens")
    )
    lines += [(part, f"{found[part]['rows']:,}", f"{found[part]['tokens']:,} tokens", "") for part in PARTS]
    return lines


def _places(part: dict[str, Any]) -> str:
    shown = ", ".join(
        visible(f"{p['source']}:{p['line']}" if p["line"] else p["source"]) for p in part["places"]
    )
    return shown + (" …" if part["rows"] > len(part["places"]) else "")
