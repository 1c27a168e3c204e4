"""A comparison of two data sets as text and as Markdown."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from curate.report.escape import markdown, visible
from curate.report.table import table

PARTS = ("added", "removed", "changed")


def text_lines(found: dict[str, Any]) -> Iterator[str]:
    yield from table(_totals(found), "<>><", indent="")
    for part in PARTS:
        if found[part]["rows"]:
            yield f"{part}: {_places(found[part])}"

    yield from _for_target(found)


def markdown_lines(found: dict[str, Any]) -> Iterator[str]:
    yield "| | rows | tokens | |"
    yield "|---|---:|---:|---|"
    for name, rows, tokens, change in _totals(found):
        yield f"| {name} | {rows} | {tokens} | {change} |"
    for part in PARTS:
        if found[part]["rows"]:
            yield ""
            yield f"{part}: {markdown(_places(found[part]))}"
    for line in _for_target(found):
        yield ""
        yield markdown(line)


def _for_target(found: dict[str, Any]) -> Iterator[str]:
    """Say what changes for the provider that the two were checked for."""
    if "findings" not in found:
        return
    counts = found["findings"]
    yield f"problems for {visible(found['target'])}: {counts['old']:,} before, {counts['new']:,} now"
    for name, rules in (("appeared", counts["appeared"]), ("fixed", counts["fixed"])):
        if rules:
            yield f"{name}: {', '.join(f'{n:,} {rule}' for rule, n in rules.items())}"
    usd = found["cost_usd"]
    if usd["change"] is None:
        yield "cost: a price is unknown"
    else:
        yield f"cost: {usd['old']} USD before, {usd['new']} USD now, {Decimal(usd['change']):+} USD"


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
