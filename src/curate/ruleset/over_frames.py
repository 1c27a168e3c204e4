"""Run rules over frames: record, segment and frame rules, each in one pass.

Needs the EXAMPLES and segments frames of curate.frames; returns (row_id, Finding). Texts are looked at once, however
often they occur: literals of all rules are searched in one pass (Aho-Corasick), expressions by the Rust engine; what
is left runs the exact check in Python. Rules that only look at the shape of a record (roles, keys, calls) run once
per distinct shape.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

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
Numbers = NDArray[np.int64]


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
        at = texts["at"].explode().to_numpy()
        self.number = np.empty(len(segments), np.int64)  # the distinct text of each segment
        self.number[at] = np.repeat(np.arange(len(texts)), texts["at"].list.len())
        size = pl.col("text").str.len_bytes()
        self.distinct = texts.select("text", size=size, wide=size != pl.col("text").str.len_chars())
        self.long = self.distinct.with_row_index("number").filter(pl.col("size") > LONG_BYTES)
        self.holding = self._search({word for screen in screens for word in screen.literals})

    def _search(self, words: set[str]) -> dict[str, Numbers]:
        """Return the numbers of the texts that hold each word, in any case of ASCII letters; long texts left out."""
        if not words:
            return {}
        found = pl.col("text").str.extract_many(sorted(words), ascii_case_insensitive=True, overlapping=True)
        short = self.distinct.with_row_index("number").filter(pl.col("size") <= LONG_BYTES)
        held = short.select("number", word=found.list.unique()).explode("word").drop_nulls()
        holding: dict[str, list[Numbers]] = {}
        for word, numbers in held.group_by("word").agg("number").iter_rows():
            holding.setdefault(word.translate(LOWER), []).append(np.array(numbers))
        return {word: np.concatenate(numbers) for word, numbers in holding.items()}

    def with_any(self, words: tuple[str, ...]) -> Numbers:
        """Return the numbers of the texts that hold one of the words, ascending."""
        held = [self.holding[word] for word in words if word in self.holding]
        if len(self.long):
            holds = pl.col("text").str.contains_any(list(words), ascii_case_insensitive=True)
            held.append(self.long.filter(holds)["number"].to_numpy())
        return np.unique(np.concatenate([np.zeros(0, np.int64), *held]))

    def of(self, chosen: pl.Expr) -> "Group":
        """Return the segments that a condition chooses, and their distinct texts."""
        mask = self.segments.select(chosen).to_series()
        read = np.zeros(len(self.distinct), bool)
        read[self.number[mask.to_numpy()]] = True
        return Group(self.segments.filter(mask), self, read)


class Group:
    """Some segments, and which of the distinct texts are theirs."""

    def __init__(self, segments: pl.DataFrame, texts: Texts, read: NDArray[np.bool_]) -> None:
        self.segments = segments
        self.texts = texts
        self.read = read
        self.all = texts.distinct.filter(pl.Series(read))
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
        numbers = self.texts.with_any(words)
        return self.texts.distinct[numbers[self.read[numbers]]]

    def rows(self, texts: pl.Series) -> pl.Series:
        return self.segments.filter(pl.col("text").is_in(texts.implode()))["row_id"].unique()

    def places(self, texts: list[str]) -> Iterator[tuple[int, str, str]]:
        some = self.segments.filter(pl.col("text").is_in(texts)) if texts else self.segments.clear()
        yield from some.select("row_id", "pointer", "text").iter_rows()
