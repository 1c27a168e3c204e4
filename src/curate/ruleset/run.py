"""Rules over records in plain Python: the light path. No polars, no pydantic.

The frames path of a build is `stages/check_rows.py`; a test proves that both give the same findings.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from curate.checks import Screen, kind
from curate.model import Finding
from curate.records import segments_of
from curate.ruleset.choose import Ruleset
from curate.ruleset.packs import Compiled
from curate.ruleset.selection import selected


def check_record(record: dict[str, Any], rules: Iterable[Compiled]) -> list[Finding]:
    """Run the record-scope rules over one record, canonical or wire; other rules are left alone."""
    found: list[Finding] = []
    for rule in rules:
        module = kind(rule.kind)
        if module.SCOPE == "record" and applies(module, record):
            found.extend(rule.finding(hit) for hit in module.check(record, rule.params))
    return found


def applies(module: Any, record: dict[str, Any]) -> bool:
    needs = getattr(module, "NEEDS", ())
    return not needs or any(key in record for key in needs)


def check_records(records: Sequence[dict[str, Any]], ruleset: Ruleset) -> list[list[Finding]]:
    """Run record and segment rules over canonical records; one sorted list of findings a record."""
    record_rules = ruleset.of_scope("record")
    segment_rules = [
        (rule, kind(rule.kind), kind(rule.kind).screen(rule.params)) for rule in ruleset.of_scope("segment")
    ]
    found = []
    for record in records:
        here = check_record(record, record_rules)
        for segment in segments_of(record):
            text = segment.text
            low, plain, size = text.lower(), text.isascii(), len(text.encode("utf-8", "surrogatepass"))
            for rule, module, screen in segment_rules:
                if passes(screen, low, plain, size) and selected(segment, rule.reads):
                    here.extend(rule.finding(hit, segment.pointer) for hit in module.check(text, rule.params))
        found.append(sorted(here))
    return found


def passes(screen: Screen, low: str, ascii_only: bool, size_bytes: int) -> bool:
    """Tell whether a text may have a hit; the regex of the screen is left to the check itself."""
    if screen.non_ascii and ascii_only:
        return False
    if size_bytes < screen.min_bytes or (screen.max_bytes and size_bytes > screen.max_bytes):
        return False
    return not screen.literals or any(literal in low for literal in screen.literals)
