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

# A text that begins with a visible character says something; what it says is not part of a shape.
_SAID = r'[\p{L}\p{N}!#-/:-@\[\]^_`{|}~--[\x{115F}\x{1160}\x{3164}\x{FFA0}]](?:[^"\\]|\\.)*"'
_TEXT = pl.col("form") == "text"
FEW = 16  # so many texts are sooner checked than the regex of a screen is compiled
FEW_BYTES = 20_000  # in all
LONG_BYTES = (
    1 << 16
)  # of one text; what a longer one holds is asked anew for each screen: its matches may be millions
LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

Found = Iterator[tuple[int, Finding]]


def find(examples: pl.DataFrame, segments: pl.DataFrame, ruleset: Ruleset) -> list[tuple[int, Finding]]:
    """Return what the row rules find, in the order of rows."""
    texts = Texts(segments, [rule.plan.screen for rule in ruleset.rules if rule.plan.screen])
    found = [
        *_by_shape(examples, ruleset),
        *_by_record(examples, segments, texts, ruleset),
        *_by_segment(texts, ruleset),
        *_by_frame(segments, ruleset),
    ]
    found.sort(key=lambda item: (item[0], item[1]))
    return found


def _by_shape(examples: pl.DataFrame, ruleset: Ruleset) -> Found:
    """Run the rules that look at shapes only, once per distinct shape."""
    rules = [rule for rule in ruleset.of_scope("record") if rule.plan.shape_only]
    shape = pl.col("record")
    for key in ("content", "text"):  # one after the other: a pattern that captures takes twice as long
        shape = shape.str.replace_all(f'"{key}":"{_SAID}', f'"{key}":"x"')
    shapes = examples.select("row_id", shape=shape)
    for text, row_ids in shapes.group_by("shape", maintain_order=True).agg("row_id").iter_rows():
        if hits := list(_hits(orjson.loads(text), rules)):
            for row_id in row_ids:
                yield from ((row_id, rule.finding(hit)) for rule, hit in hits)


def _by_record(examples: pl.DataFrame, segments: pl.DataFrame, texts: "Texts", ruleset: Ruleset) -> Found:
    """Run the rules that read whole conversations, on the rows where their screens say they may hit."""
    group = texts.of(_TEXT)
    wanted: dict[int, list[Compiled]] = {}
    for needs, rules in _by_needs(rule for rule in ruleset.of_scope("record") if not rule.plan.shape_only):
        some = _having(examples, needs) if needs else examples
        for rule in rules:
            for row_id in _rows_for(rule, some, segments, group):
                wanted.setdefault(row_id, []).append(rule)
    read = examples.filter(pl.col("row_id").is_in(list(wanted)))
    for row_id, text in read.select("row_id", "record").iter_rows():
        for rule, hit in _hits(orjson.loads(text), wanted[row_id]):
            yield row_id, rule.finding(hit)


def _by_needs(rules: Iterable[Compiled]) -> Iterable[tuple[tuple[str, ...], list[Compiled]]]:
    """Group rules by the keys that they need, so that records are searched for these once."""
    groups: dict[tuple[str, ...], list[Compiled]] = {}
    for rule in rules:
        narrowed = rule.plan.screen or rule.plan.candidates
        groups.setdefault(() if narrowed else rule.plan.needs, []).append(rule)
    return groups.items()


def _having(examples: pl.DataFrame, keys: Iterable[str]) -> pl.DataFrame:
    held = [pl.col("record").str.contains(f'"{key}":', literal=True) for key in keys]
    return examples.filter(pl.any_horizontal(held))


def _rows_for(rule: Compiled, some: pl.DataFrame, segments: pl.DataFrame, texts: "Group") -> pl.Series:
    if rule.plan.screen:
        return texts.rows(texts.passing(rule.plan.screen))
    if rule.plan.candidates:
        rows: pl.Series = kind(rule.kind).candidates(segments, rule.params)
        return rows
    return some["row_id"]


def _hits(record: dict[str, Any], rules: Iterable[Compiled]) -> Iterator[tuple[Compiled, Hit]]:
    for rule in rules:
        if applies(rule, record):
            yield from ((rule, hit) for hit in kind(rule.kind).check(record, rule.params))


def _by_segment(texts: "Texts", ruleset: Ruleset) -> Found:
    """Run the rules about single texts, once per distinct text."""
    rules = ruleset.of_scope("segment")
    for reads in dict.fromkeys(rule.reads for rule in rules):
        group = texts.of(selection(reads))
        hits: dict[str, list[tuple[Compiled, Hit]]] = {}
        for rule in rules:
            if rule.reads != reads:
                continue
            for text in group.passing(rule.plan.screen or Screen()):
                if found := list(kind(rule.kind).check(text, rule.params)):
                    hits.setdefault(text, []).extend((rule, hit) for hit in found)
        for row_id, pointer, text in group.places(list(hits)):
            yield from ((row_id, rule.finding(hit, pointer)) for rule, hit in hits[text])


def _by_frame(segments: pl.DataFrame, ruleset: Ruleset) -> Found:
    for rule in ruleset.of_scope("frame"):
        hits = kind(rule.kind).check(segments, rule.params)
        for row_id, pointer in hits.select("row_id", "pointer").iter_rows():
            yield row_id, rule.finding(Hit(), pointer)


class Texts:
    """The distinct texts of all segments, measured, and searched once for the literals of all screens."""

    def __init__(self, segments: pl.DataFrame, screens: list[Screen]) -> None:
        self.segments = segments
        texts = segments.select("text").with_row_index("at").group_by("text", maintain_order=True).agg("at")
        # the distinct text of each segment
        self.number = texts.select("at").with_row_index("number").explode("at").sort("at")["number"]
        size = pl.col("text").str.len_bytes()
        self.distinct = texts.select("text", size=size, wide=size != pl.col("text").str.len_chars())
        self.distinct = self.distinct.with_row_index("number")
        self.long = self.distinct.filter(pl.col("size") > LONG_BYTES)
        self.holding = self._search({word for screen in screens for word in screen.literals})

    def _search(self, words: set[str]) -> dict[str, list[pl.Series]]:
        """Return the numbers of the texts that hold each word, in any case of ASCII letters; long texts left out."""
        if not words:
            return {}
        found = pl.col("text").str.extract_many(sorted(words), ascii_case_insensitive=True, overlapping=True)
        short = self.distinct.filter(pl.col("size") <= LONG_BYTES)
        held = short.select("number", word=found.list.unique()).explode("word").drop_nulls()
        holding: dict[str, list[pl.Series]] = {}
        for word, some in held.partition_by("word", as_dict=True, include_key=False).items():
            holding.setdefault(str(word[0]).translate(LOWER), []).append(some["number"])
        return holding

    def with_any(self, words: tuple[str, ...]) -> pl.Series:
        """Return the numbers of the texts that hold one of the words, ascending."""
        held = [self.number.clear(), *(some for word in words for some in self.holding.get(word, ()))]
        if len(self.long):
            holds = pl.col("text").str.contains_any(list(words), ascii_case_insensitive=True)
            held.append(self.long.filter(holds)["number"])
        return pl.concat(held).unique().sort()

    def of(self, chosen: pl.Expr) -> "Group":
        """Return the segments that a condition chooses, and their distinct texts."""
        mask = self.segments.select(chosen).to_series()
        read = pl.col("number").is_in(self.number.filter(mask).unique().implode())
        return Group(self.segments.filter(mask), self, self.distinct.with_columns(read=read))


class Group:
    """Some segments, and which of the distinct texts are theirs."""

    def __init__(self, segments: pl.DataFrame, texts: Texts, marked: pl.DataFrame) -> None:
        self.segments = segments
        self.texts = texts
        self.marked = marked
        self.all = marked.filter("read")
        self.wide = self.all.filter("wide")

    def passing(self, screen: Screen) -> pl.Series:
        """Return the distinct texts that pass a screen; the cheap conditions first, each on what is left."""
        frame = (
            self._holding(screen.literals) if screen.literals else self.wide if screen.non_ascii else self.all
        )
        if screen.literals and screen.non_ascii:
            frame = frame.filter("wide")
        if screen.min_bytes:
            frame = frame.filter(pl.col("size") >= screen.min_bytes)
        if screen.max_bytes:
            frame = frame.filter(pl.col("size") <= screen.max_bytes)
        if screen.regex and (len(frame) > FEW or frame["size"].sum() > FEW_BYTES):
            frame = frame.filter(pl.col("text").str.contains(screen.regex))
        return frame["text"]

    def _holding(self, words: tuple[str, ...]) -> pl.DataFrame:
        return self.marked.select(pl.all().gather(self.texts.with_any(words))).filter("read")

    def rows(self, texts: pl.Series) -> pl.Series:
        return self.segments.filter(pl.col("text").is_in(texts.implode()))["row_id"].unique()

    def places(self, texts: list[str]) -> Iterator[tuple[int, str, str]]:
        some = self.segments.filter(pl.col("text").is_in(texts)) if texts else self.segments.clear()
        yield from some.select("row_id", "pointer", "text").iter_rows()
