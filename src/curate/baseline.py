"""A baseline: the problems that were there before, so that only new ones fail.

An entry is (rule, hash of the row's content, JSON Pointer) and how often it occurs: no line, date, path or value, so
rows may be reordered and files renamed or split without touching it, and no run makes a diff by itself.
Each entry is used up: a second copy of a bad row is reported.
"""

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from curate.errors import ConfigError, InputError
from curate.model import Finding
from curate.report.fingerprint import row_hash
from curate.report.outcome import RowText

Key = tuple[str, str, str]
VERSION = 1


class Compared(NamedTuple):
    """What a baseline leaves: new findings, how many it held, and how many of its entries no longer occur."""

    new: list[Finding]
    held: int
    stale: int


def keys(findings: list[Finding], row_text: RowText) -> list[Key]:
    """Name each finding by rule, row and pointer; the row is empty for findings about a whole file."""

    @lru_cache(maxsize=256)
    def row(source: str, line: int | None) -> str:
        return row_hash(row_text(source, line)) if line else ""

    return [(finding.rule, row(finding.source, finding.line), finding.pointer) for finding in findings]


def compare(findings: list[Finding], row_text: RowText, baseline: Counter[Key]) -> Compared:
    """Take away what the baseline holds."""
    left, new = Counter(baseline), []
    for finding, key in zip(findings, keys(findings, row_text), strict=True):
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(finding)
    return Compared(new, len(findings) - len(new), left.total())


def dumps(findings: list[Finding], row_text: RowText) -> str:
    """Return the text of a baseline of these findings, sorted."""
    counted = sorted(Counter(keys(findings, row_text)).items())
    entries = [{"rule": rule, "row": row, "at": at, "n": n} for (rule, row, at), n in counted]
    lines = ",\n  ".join(json.dumps(entry) for entry in entries)
    return (
        f'{{"version": {VERSION}, "entries": [\n  {lines}\n]}}\n'
        if entries
        else '{"version": 1, "entries": []}\n'
    )


def load(path: Path) -> Counter[Key]:
    """Read a baseline; raise InputError where it cannot be opened, ConfigError where it is none."""
    try:
        value = json.loads(path.read_bytes())
        if value["version"] != VERSION:
            raise ConfigError([f"{path}: version {value['version']!r}, this curate reads {VERSION}"])
        return Counter({(e["rule"], e["row"], e["at"]): int(e["n"]) for e in value["entries"]})
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError):
        raise ConfigError([f"{path}: not a baseline; curate check --write-baseline makes one"]) from None
