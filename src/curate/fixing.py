"""Mend what rules find: safe fixes keep the training content, unsafe ones change what is learned.

Find, then apply: a fix is made by the kind that found the defect, and each one is written down with its rule and place,
so that the same fixes can be made again.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple

from curate.checks import kind
from curate.records import segments_of, set_text
from curate.ruleset import Ruleset
from curate.ruleset.packs import Compiled
from curate.ruleset.run import applies
from curate.ruleset.selection import selected


class Fix(NamedTuple):
    """One fix that was made."""

    rule: str
    pointer: str
    safe: bool


def fixable(ruleset: Ruleset, *, unsafe: bool = False) -> tuple[Compiled, ...]:
    """Return the rules that may mend a row."""
    wanted = ("safe", "unsafe") if unsafe else ("safe",)
    return tuple(r for r in ruleset.rules if r.fix in wanted and hasattr(kind(r.kind), "fix"))


def fix_record(record: dict[str, Any], rules: tuple[Compiled, ...]) -> tuple[dict[str, Any], list[Fix]]:
    """Return the mended record and what was done; the record given is left as it is."""
    made: list[Fix] = []
    for rule in rules:
        module = kind(rule.kind)
        if rule.scope == "record" and applies(rule, record):
            hits = list(module.check(record, rule.params))
            mended = module.fix(record, rule.params) if hits else record
            if mended != record:
                made += [Fix(rule.id, hit.pointer, rule.fix == "safe") for hit in hits]
                record = mended
        elif rule.scope == "segment":
            for pointer, text in _edits(record, rule):
                if not made or made[-1].rule != rule.id:
                    record = deepcopy(record)
                set_text(record, pointer, text)
                made.append(Fix(rule.id, pointer, rule.fix == "safe"))
    return record, made


def _edits(record: dict[str, Any], rule: Compiled) -> list[tuple[str, str]]:
    module = kind(rule.kind)
    return [
        (segment.pointer, mended)
        for segment in segments_of(record)
        if selected(segment, rule.reads)
        and any(True for _ in module.check(segment.text, rule.params))
        and (mended := module.fix(segment.text, rule.params)) != segment.text
    ]


def fix_lines(lines: list[bytes], rules: tuple[Compiled, ...]) -> Iterator[tuple[bytes, list[Fix]]]:
    """Yield each line mended, and what was done to it; lines that are no chat record stay as they are."""
    import orjson

    from curate.strict_json import parse_line

    for line in lines:
        record, found = parse_line(line)
        if found or not isinstance(record, dict) or not isinstance(record.get("messages"), list):
            yield line, []
            continue
        mended, made = fix_record(record, rules)
        yield (orjson.dumps(mended) if made else line), made
