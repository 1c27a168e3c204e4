"""Rules over records in plain Python: the light path. No polars, no pydantic.

The frames path of a build is `stages/check_rows.py`; a test proves that both give the same findings.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from curate.checks import Screen, kind
from curate.model import Finding
from curate.records import Segment, segments_of
from curate.ruleset.choose import Ruleset
from curate.ruleset.packs import Compiled
from curate.ruleset.selection import selected


def check_record(record: dict[str, Any], rules: Iterable[Compiled]) -> list[Finding]:
    """Run the record-scope rules over one record, canonical or wire; other rules are left alone."""
    found: list[Finding] = []
    for rule in rules:
        if rule.scope == "record" and applies(rule, record):
            found.extend(rule.finding(hit) for hit in kind(rule.kind).check(record, rule.params))
    return found


def applies(rule: Compiled, record: dict[str, Any]) -> bool:
    """Tell whether a record has one of the keys that a rule is about."""
    return not rule.plan.needs or any(key in record for key in rule.plan.needs)


class Text(NamedTuple):
    """A segment, and what screens ask of its text."""

    segment: Segment
    low: str
    ascii_only: bool
    size_bytes: int


def check_records(records: Sequence[dict[str, Any]], ruleset: Ruleset) -> list[list[Finding]]:
    """Run record and segment rules over canonical records; one sorted list of findings a record.

    Rules whose literals stand nowhere in the records are set aside first: their kinds and patterns are never loaded.
    """
    texts = [[_text(segment) for segment in segments_of(record)] for record in records]
    low = "\n".join(text.low for of_record in texts for text in of_record)
    rules = [rule for rule in ruleset.rules if _may_hit(rule, low)]
    shaped = [rule for rule in rules if rule.scope == "record" and rule.plan.shape_only]
    others = [rule for rule in rules if rule.scope == "record" and not rule.plan.shape_only]
    segment_rules = [rule for rule in rules if rule.scope == "segment"]
    of_shape: dict[tuple[str, ...], list[Finding]] = {}
    found = []
    for record, of_record in zip(records, texts, strict=True):
        if shape := plain_shape(record):
            if shape not in of_shape:
                of_shape[shape] = check_record(record, shaped)
            here = [*of_shape[shape]]
        else:
            here = check_record(record, shaped)
        here += check_record(record, [rule for rule in others if _one_passes(rule, of_record)])
        for text in of_record:
            here += _check_text(text, segment_rules)
        found.append(sorted(here))
    return found


def _text(segment: Segment) -> Text:
    text = segment.text
    return Text(segment, text.lower(), text.isascii(), len(text.encode("utf-8", "surrogatepass")))


def _may_hit(rule: Compiled, low: str) -> bool:
    screen = rule.plan.screen
    if screen is None:
        return True
    if screen.non_ascii and low.isascii():
        return False
    return not screen.literals or any(literal in low for literal in screen.literals)


def _one_passes(rule: Compiled, texts: Iterable[Text]) -> bool:
    screen = rule.plan.screen
    return screen is None or any(passes(screen, *t[1:]) for t in texts if t.segment.form == "text")


def _check_text(text: Text, rules: Iterable[Compiled]) -> Iterator[Finding]:
    segment = text.segment
    for rule in rules:
        if passes(rule.plan.screen or Screen(), *text[1:]) and selected(segment, rule.reads):
            for hit in kind(rule.kind).check(segment.text, rule.params):
                yield rule.finding(hit, segment.pointer)


def plain_shape(record: dict[str, Any]) -> tuple[str, ...]:
    """Return the roles of a record of messages that have a role and say something, () for any other record.

    >>> plain_shape({"messages": [{"role": "user", "content": "hi"}]}), plain_shape({"messages": [{"role": "user"}]})
    (('user',), ())
    """
    messages = record.get("messages")
    if len(record) != 1 or type(messages) is not list:
        return ()
    for message in messages:
        if type(message) is not dict or len(message) != 2 or type(message.get("role")) is not str:
            return ()
        said = message.get("content")
        if type(said) is not str or not said[:1].isalnum() or not said[:1].isascii():
            return ()
    return tuple(message["role"] for message in messages)


def passes(screen: Screen, low: str, ascii_only: bool, size_bytes: int) -> bool:
    """Tell whether a text may have a hit; the regex of the screen is left to the check itself."""
    if screen.non_ascii and ascii_only:
        return False
    if size_bytes < screen.min_bytes or (screen.max_bytes and size_bytes > screen.max_bytes):
        return False
    return not screen.literals or any(literal in low for literal in screen.literals)
