"""Run the chosen rules over a chunk: record and segment rules, each in one pass.

Needs examples and segments; adds findings and moves rows that a rule with `action: drop` hits as an error to the
rejected ones. Texts are looked at once, however often they occur: literals of all rules are searched in one pass
(Aho-Corasick), expressions by the Rust engine; what is left runs the exact check in Python. Rules that only look at
the shape of a record (roles, keys, calls) run once per distinct shape.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import orjson
import polars as pl

from curate.checks import Screen, kind
from curate.model import Finding, Hit, Severity
from curate.ruleset import Compiled, Ruleset, choose
from curate.ruleset.run import applies
from curate.ruleset.selection import selection
from curate.setup import Setup
from curate.stages import Chunk, findings_frame, reject

# A text that begins with a letter says something; what it says is not part of a shape.
_SAID = r'"(content|text)":"[\p{L}\p{N}--[\x{115F}\x{1160}\x{3164}\x{FFA0}]](?:[^"\\]|\\.)*"'
_SHAPE = r'"$1":"x"'


def check_rows(chunk: Chunk, setup: Setup) -> Chunk:
    rules = setup.config.rules
    return apply_rules(chunk, chosen(rules.preset, rules.select, rules.ignore, tuple(rules.severity.items())))


@cache
def chosen(
    preset: str, select: tuple[str, ...], ignore: tuple[str, ...], severity: tuple[tuple[str, str], ...]
) -> Ruleset:
    """Compile a choice once per process."""
    return choose(preset, select=select, ignore=ignore, severity=dict(severity))


def apply_rules(chunk: Chunk, ruleset: Ruleset) -> Chunk:
    """Add what the rules find; reject the rows that a build must not keep."""
    found = run_rules(chunk.examples, chunk.segments, ruleset)
    drops = {r.id for r in ruleset.rules if r.action == "drop" and r.severity is Severity.ERROR}
    dropped = found.filter(pl.col("rule").is_in(list(drops))).select("row_id", reason="rule")
    return reject(chunk._replace(findings=pl.concat([chunk.findings, found])), dropped)


def run_rules(examples: pl.DataFrame, segments: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Return the FINDINGS frame of all row rules, in the order of rows."""
    lines = dict(examples.select("row_id", "line").iter_rows())
    found = [*_records(examples, ruleset), *_segments(segments, ruleset)]
    found.sort(key=lambda item: (item[0], item[1]))
    return findings_frame((row_id, lines[row_id], finding) for row_id, finding in found)


Found = Iterator[tuple[int, Finding]]


def _records(examples: pl.DataFrame, ruleset: Ruleset) -> Found:
    rules = ruleset.of_scope("record")
    shape_only = [rule for rule in rules if getattr(kind(rule.kind), "SHAPE_ONLY", False)]
    readers = [rule for rule in rules if rule not in shape_only]
    if shape_only:
        yield from _by_shape(examples, shape_only)
    if readers:
        yield from _by_text(examples, readers)


def _by_shape(examples: pl.DataFrame, rules: list[Compiled]) -> Found:
    shapes = examples.select("row_id", shape=pl.col("record").str.replace_all(_SAID, _SHAPE))
    for shape, row_ids in shapes.group_by("shape", maintain_order=True).agg("row_id").iter_rows():
        if hits := list(_hits(orjson.loads(shape), rules)):
            for row_id in row_ids:
                yield from ((row_id, rule.finding(hit)) for rule, hit in hits)


def _by_text(examples: pl.DataFrame, rules: list[Compiled]) -> Found:
    """Parse each record once; a rule with a screen runs only where the record's JSON holds one of its literals."""
    screens = [_screen_of(rule) for rule in rules]
    literals = sorted({literal for screen in screens for literal in screen.literals})
    record = pl.col("record")
    may = examples.select(
        "row_id",
        "record",
        any=record.str.contains_any(literals, ascii_case_insensitive=True) if literals else pl.lit(False),
    )
    always = [rule for rule, screen in zip(rules, screens, strict=True) if not screen.literals]
    some = [(rule, screen.literals) for rule, screen in zip(rules, screens, strict=True) if screen.literals]
    for row_id, text, any_literal in may.iter_rows():
        low = text.lower() if any_literal else ""
        chosen_rules = always + [
            rule for rule, words in some if any_literal and any(word in low for word in words)
        ]
        for rule, hit in _hits(orjson.loads(text), chosen_rules):
            yield row_id, rule.finding(hit)


def _screen_of(rule: Compiled) -> Screen:
    module = kind(rule.kind)
    screen: Screen = module.screen(rule.params) if hasattr(module, "screen") else Screen()
    return screen


def _hits(record: dict[str, Any], rules: Iterable[Compiled]) -> Iterator[tuple[Compiled, Hit]]:
    for rule in rules:
        module = kind(rule.kind)
        if applies(module, record):
            yield from ((rule, hit) for hit in module.check(record, rule.params))


class Text(NamedTuple):
    """A distinct text and the places where it stands."""

    text: str
    row_ids: list[int]
    pointers: list[str]


def _segments(segments: pl.DataFrame, ruleset: Ruleset) -> Found:
    for rule in ruleset.of_scope("frame"):
        hits = kind(rule.kind).check(segments, rule.params)
        for row_id, pointer in hits.select("row_id", "pointer").iter_rows():
            yield row_id, rule.finding(Hit(), pointer)
    rules = ruleset.of_scope("segment")
    for reads in dict.fromkeys(rule.reads for rule in rules):
        group = [rule for rule in rules if rule.reads == reads]
        yield from _of_texts(segments.filter(selection(reads)), group)


def _of_texts(segments: pl.DataFrame, rules: list[Compiled]) -> Found:
    texts = segments.select("text").unique(maintain_order=True)
    measured = texts.with_columns(
        size=pl.col("text").str.len_bytes(),
        wide=pl.col("text").str.len_bytes() != pl.col("text").str.len_chars(),
    )
    screens = [_screen_of(rule) for rule in rules]
    words = sorted({word for screen in screens for word in screen.literals})
    if words:
        holds = pl.col("text").str.contains_any(words, ascii_case_insensitive=True)
        measured = measured.with_columns(worded=holds)
    hit_texts: dict[str, list[tuple[Compiled, Hit]]] = {}
    for rule, screen in zip(rules, screens, strict=True):
        check = kind(rule.kind).check
        for text in measured.filter(*_expressions(screen))["text"]:
            if hits := list(check(text, rule.params)):
                hit_texts.setdefault(text, []).extend((rule, hit) for hit in hits)
    if hit_texts:
        places = segments.filter(pl.col("text").is_in(list(hit_texts))).select("row_id", "pointer", "text")
        for row_id, pointer, text in places.iter_rows():
            yield from ((row_id, rule.finding(hit, pointer)) for rule, hit in hit_texts[text])


def _expressions(screen: Screen) -> list[pl.Expr]:
    """Write a screen as polars conditions, the cheap ones first."""
    out = []
    if screen.min_bytes:
        out.append(pl.col("size") >= screen.min_bytes)
    if screen.max_bytes:
        out.append(pl.col("size") <= screen.max_bytes)
    if screen.non_ascii:
        out.append(pl.col("wide"))
    narrow = pl.all_horizontal(out) if out else None
    if screen.literals:
        found = pl.col("text").str.contains_any(list(screen.literals), ascii_case_insensitive=True)
        narrow = pl.col("worded") if narrow is None else narrow & pl.col("worded")
        out.append(narrow)
        out.append(found)
    if screen.regex:
        out.append(pl.col("text").str.contains(screen.regex))
    return out
