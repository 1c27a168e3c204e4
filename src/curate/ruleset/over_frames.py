"""Run rules over frames: record, segment and frame rules, each in one pass.

Needs the EXAMPLES and segments frames of curate.frames; returns (row_id, Finding). Texts are looked at once, however
often they occur: literals of all rules are searched in one pass (Aho-Corasick), expressions by the Rust engine; what
is left runs the exact check in Python. Rules that only look at the shape of a record (roles, keys, calls) run once
per distinct shape.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import polars as pl

from curate.checks import Screen, kind
from curate.model import Finding, Hit
from curate.ruleset.choose import Ruleset
from curate.ruleset.packs import Compiled
from curate.ruleset.run import applies
from curate.ruleset.selection import selection

# A text that begins with a letter says something; what it says is not part of a shape.
_SAID = r'"(content|text)":"[\p{L}\p{N}--[\x{115F}\x{1160}\x{3164}\x{FFA0}]](?:[^"\\]|\\.)*"'
_SHAPE = r'"$1":"x"'

Found = Iterator[tuple[int, Finding]]


def find(examples: pl.DataFrame, segments: pl.DataFrame, ruleset: Ruleset) -> list[tuple[int, Finding]]:
    """Return what the row rules find, in the order of rows."""
    found = [
        *_by_shape(examples, ruleset),
        *_by_record(examples, segments, ruleset),
        *_by_segment(segments, ruleset),
        *_by_frame(segments, ruleset),
    ]
    found.sort(key=lambda item: (item[0], item[1]))
    return found


def _by_shape(examples: pl.DataFrame, ruleset: Ruleset) -> Found:
    """Run the rules that look at shapes only, once per distinct shape."""
    rules = [rule for rule in ruleset.of_scope("record") if rule.plan.shape_only]
    shapes = examples.select("row_id", shape=pl.col("record").str.replace_all(_SAID, _SHAPE))
    for shape, row_ids in shapes.group_by("shape", maintain_order=True).agg("row_id").iter_rows():
        if hits := list(_hits(orjson.loads(shape), rules)):
            for row_id in row_ids:
                yield from ((row_id, rule.finding(hit)) for rule, hit in hits)


def _by_record(examples: pl.DataFrame, segments: pl.DataFrame, ruleset: Ruleset) -> Found:
    """Run the rules that read whole conversations, on the rows where their screens say they may hit."""
    rules = [r for r in ruleset.of_scope("record") if not r.plan.shape_only]
    texts = Texts(segments.filter(pl.col("form") == "text"), screens_of(rules))
    wanted: dict[int, list[Compiled]] = {}
    for rule in rules:
        for row_id in _rows_for(rule, examples, segments, texts):
            wanted.setdefault(row_id, []).append(rule)
    some = examples.filter(pl.col("row_id").is_in(list(wanted)))
    for row_id, text in some.select("row_id", "record").iter_rows():
        for rule, hit in _hits(orjson.loads(text), wanted[row_id]):
            yield row_id, rule.finding(hit)


def _rows_for(rule: Compiled, examples: pl.DataFrame, segments: pl.DataFrame, texts: "Texts") -> pl.Series:
    if rule.plan.screen:
        return texts.rows(texts.passing(rule.plan.screen))
    if rule.plan.candidates:
        rows: pl.Series = kind(rule.kind).candidates(segments, rule.params)
        return rows
    if rule.plan.needs:
        holds = pl.col("record").str.contains_any([f'"{key}":' for key in rule.plan.needs])
        return examples.filter(holds)["row_id"]
    return examples["row_id"]


def _hits(record: dict[str, Any], rules: Iterable[Compiled]) -> Iterator[tuple[Compiled, Hit]]:
    for rule in rules:
        if applies(rule, record):
            yield from ((rule, hit) for hit in kind(rule.kind).check(record, rule.params))


def _by_segment(segments: pl.DataFrame, ruleset: Ruleset) -> Found:
    """Run the rules about single texts, once per distinct text."""
    rules = ruleset.of_scope("segment")
    for reads in dict.fromkeys(rule.reads for rule in rules):
        group = [rule for rule in rules if rule.reads == reads]
        texts = Texts(segments.filter(selection(reads)), screens_of(group))
        hits: dict[str, list[tuple[Compiled, Hit]]] = {}
        for rule in group:
            for text in texts.passing(rule.plan.screen or Screen()):
                if found := list(kind(rule.kind).check(text, rule.params)):
                    hits.setdefault(text, []).extend((rule, hit) for hit in found)
        for row_id, pointer, text in texts.places(list(hits)):
            yield from ((row_id, rule.finding(hit, pointer)) for rule, hit in hits[text])


def _by_frame(segments: pl.DataFrame, ruleset: Ruleset) -> Found:
    for rule in ruleset.of_scope("frame"):
        hits = kind(rule.kind).check(segments, rule.params)
        for row_id, pointer in hits.select("row_id", "pointer").iter_rows():
            yield row_id, rule.finding(Hit(), pointer)


def screens_of(rules: Iterable[Compiled]) -> list[Screen]:
    return [rule.plan.screen for rule in rules if rule.plan.screen]


class Texts:
    """The distinct texts of some segments, cut down in advance to what each sort of screen can pass."""

    def __init__(self, segments: pl.DataFrame, screens: list[Screen]) -> None:
        text = pl.col("text")
        self.segments = segments
        self.all = segments.select("text").unique(maintain_order=True).with_columns(size=text.str.len_bytes())
        self.wide = self.all.filter(pl.col("size") != text.str.len_chars())
        words = sorted({word for screen in screens for word in screen.literals})
        self.worded = self.all.filter(_holds(words)) if words else self.all.clear()

    def passing(self, screen: Screen) -> pl.Series:
        """Return the distinct texts that pass a screen; the cheap conditions first, each on what is left."""
        frame = self.worded if screen.literals else self.wide if screen.non_ascii else self.all
        if screen.min_bytes:
            frame = frame.filter(pl.col("size") >= screen.min_bytes)
        if screen.max_bytes:
            frame = frame.filter(pl.col("size") <= screen.max_bytes)
        if screen.literals:
            frame = frame.filter(_holds(list(screen.literals)))
        if screen.literals and screen.non_ascii:
            frame = frame.filter(pl.col("size") != pl.col("text").str.len_chars())
        if screen.regex:
            frame = frame.filter(pl.col("text").str.contains(screen.regex))
        return frame["text"]

    def rows(self, texts: pl.Series) -> pl.Series:
        return self.segments.filter(pl.col("text").is_in(texts.implode()))["row_id"].unique()

    def places(self, texts: list[str]) -> Iterator[tuple[int, str, str]]:
        some = self.segments.filter(pl.col("text").is_in(texts)) if texts else self.segments.clear()
        yield from some.select("row_id", "pointer", "text").iter_rows()


def _holds(words: list[str]) -> pl.Expr:
    return pl.col("text").str.contains_any(words, ascii_case_insensitive=True)
