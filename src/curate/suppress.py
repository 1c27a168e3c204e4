"""Suppression: findings that somebody knows of, with a reason and perhaps a last day, are left out of reports.

A suppressed finding changes nothing else: a row that a target refuses is refused. An entry that has expired, or that
met no finding, is itself a finding. Paths are matched against the source as reports name it, or against its end.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

from curate.model import Finding, Severity

if TYPE_CHECKING:
    import polars as pl


class Entry(Protocol):
    """One entry of `rules.suppress`; the spec holds what it may be."""

    @property
    def rules(self) -> tuple[str, ...]: ...
    @property
    def paths(self) -> tuple[str, ...]: ...
    @property
    def reason(self) -> str: ...
    @property
    def expires(self) -> date | None: ...


def active(entries: Iterable[Entry], today: date) -> tuple[Entry, ...]:
    """Return the entries that still count; `expires` is the first day on which one does not."""
    return tuple(entry for entry in entries if entry.expires is None or today < entry.expires)


def about_source(entry: Entry, source: str) -> bool:
    """Tell whether an entry is about a file; one without paths is about all, and about the data set as a whole."""
    if not entry.paths:
        return True
    name = source.replace("\\", "/")
    return bool(name) and any(fnmatchcase(name, p) or PurePosixPath(name).match(p) for p in entry.paths)


def which(entries: Sequence[Entry], rule: str, source: str) -> int | None:
    """Return the place of the first entry that suppresses a rule in a file."""
    names = {rule, rule.partition("/")[0]}
    found = (n for n, e in enumerate(entries) if not names.isdisjoint(e.rules) and about_source(e, source))
    return next(found, None)


def left(findings: Iterable[Finding], entries: Sequence[Entry], used: set[int]) -> list[Finding]:
    """Return the findings that nothing suppresses; `used` gets the places of the entries that did something."""
    kept = []
    for item in findings:
        place = which(entries, item.rule, item.source)
        if place is None:
            kept.append(item)
        else:
            used.add(place)
    return kept


def left_in_frame(
    findings: "pl.DataFrame", sources: Sequence[str] | str, entries: Sequence[Entry], used: set[int]
) -> "pl.DataFrame":
    """Do the same with a frame that has a column `rule`; the sources are one for all rows, or one a row."""
    if not entries or findings.is_empty():
        return findings
    import polars as pl

    places = [sources] * len(findings) if isinstance(sources, str) else sources
    pairs = list(zip(findings["rule"], places, strict=True))
    known = {pair: which(entries, *pair) for pair in set(pairs)}
    used |= {place for place in known.values() if place is not None}
    return findings.filter(pl.Series([known[pair] is None for pair in pairs], dtype=pl.Boolean))


def about_entries(
    entries: Sequence[Entry], counting: Sequence[Entry], used: set[int], source: str = ""
) -> list[Finding]:
    """Warn about entries that have expired, and about counting ones that met nothing."""
    help = "take it out of rules.suppress, or mend what it names"
    said = []
    for entry in entries:
        names = ", ".join(entry.rules)
        if not any(entry is other for other in counting):
            text = f"the suppression of {names} ended on {entry.expires}: {entry.reason}"
            said.append(Finding("rules/suppression-expired", Severity.WARNING, text, source, help=help))
    for place, entry in enumerate(counting):
        if place not in used:
            text = f"the suppression of {', '.join(entry.rules)} meets no finding: {entry.reason}"
            said.append(Finding("rules/suppression-unused", Severity.WARNING, text, source, help=help))
    return said
