"""Run rules over frames: record, segment and frame rules, each in one pass.

Needs the EXAMPLES and segments frames of curate.frames; returns (row_id, Finding). Texts are looked at once, however
often they occur: literals of all rules are searched in one pass (Aho-Corasick), expressions by the Rust engine; what
is left runs the exact check in Python. Rules that only look at the shape of a record (roles, keys, calls) run once
per distinct shape.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from curate.characters import ANYTHING, WIDE, demand_of_rust, meets
from curate.checks import Screen, kind
from curate.engines.regexes import all_matching, worth_it
from curate.frames import distinct
from curate.model import Finding, Hit
from curate.ruleset.choose import Ruleset
from curate.ruleset.packs import Compiled
from curate.ruleset.run import applies
from curate.ruleset.selection import selection
from curate.ruleset.shapes import shapes_of

_CONTENT = ""
SHAPES, SHAPE_CHARS = 4096, 4096  # whose findings are remembered: so many, so long at most
LONG_BYTES = (
    1 << 16
)  # of one text; what a longer one holds is asked anew for each screen: its matches may be millions
LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}

Found = Iterator[tuple[int, Finding]]
Numbers = NDArray[Any]  # of distinct texts, ascending


def find(examples: pl.DataFrame, segments: pl.DataFrame, ruleset: Ruleset) -> list[tuple[int, Finding]]:
    """Return what the row rules find, in the order of rows."""
    texts = Texts(segments, [rule.plan.screen for rule in ruleset.rules if rule.plan.screen])
    records = [rule for rule in ruleset.of_scope("record") if not rule.plan.shape_only]
    in_records = [(rule, texts.of(_CONTENT)) for rule in records if rule.plan.screen]
    in_segments = [(rule, texts.of(rule.reads)) for rule in ruleset.of_scope("segment")]
    asked = [(group, rule.plan.screen or Screen()) for rule, group in [*in_records, *in_segments]]
    passed = passing(texts, asked)
    split = len(in_records)
    wanted = _rows_with(texts.of(_CONTENT), [rule for rule, _ in in_records], passed[:split])
    for rule, row_ids in _rows_otherwise(
        examples, segments, [rule for rule in records if not rule.plan.screen]
    ):
        for row_id in row_ids:
            wanted.setdefault(row_id, []).append(rule)
    found = [
        *_by_shape(examples, segments, ruleset),
        *_by_record(examples, wanted),
        *_by_segment(in_segments, passed[split:]),
        *_by_frame(segments, ruleset),
    ]
    found.sort(key=lambda item: (item[0], item[1]))
    return found


def _by_shape(examples: pl.DataFrame, segments: pl.DataFrame, ruleset: Ruleset) -> Found:
    """Run the rules that look at shapes only, once per distinct shape."""
    rules = [rule for rule in ruleset.of_scope("record") if rule.plan.shape_only]
    known = ruleset.of_shapes  # pieces of one data set have the same few shapes
    for shape, row_ids in shapes_of(examples, segments).iter_rows():
        hits = known[shape] if shape in known else list(_hits(orjson.loads(shape), rules))
        if len(shape) <= SHAPE_CHARS and len(known) < SHAPES:
            known[shape] = hits
        if hits:
            for row_id in row_ids:
                yield from ((row_id, rule.finding(hit)) for rule, hit in hits)


def _by_record(examples: pl.DataFrame, wanted: dict[int, list[Compiled]]) -> Found:
    """Run the rules that read whole conversations, on the rows where they may hit."""
    read = examples.filter(pl.col("row_id").is_in(list(wanted)))
    for row_id, text in read.select("row_id", "record").iter_rows():
        for rule, hit in _hits(orjson.loads(text), wanted[row_id]):
            yield row_id, rule.finding(hit)


def _rows_with(group: "Group", rules: list[Compiled], passed: list[Numbers]) -> dict[int, list[Compiled]]:
    """Return, by row, the rules of which a text of the row passed the screen."""
    wanted: dict[int, list[Compiled]] = {}
    if rules:
        at_rule = np.repeat(np.arange(len(passed), dtype=np.uint32), list(map(len, passed)))
        numbers = np.concatenate(passed).astype(np.uint32)
        pairs = pl.DataFrame({"number": numbers, "rule": at_rule}).join(group.segments, on="number")
        for row_id, at in pairs.select("row_id", "rule").unique().iter_rows():
            wanted.setdefault(row_id, []).append(rules[at])
    return wanted


def _rows_otherwise(
    examples: pl.DataFrame, segments: pl.DataFrame, rules: list[Compiled]
) -> Iterator[tuple[Compiled, Iterable[int]]]:
    """Yield the rows where rules without a screen may hit: by their candidates, or the keys that they need."""
    keys = {key for rule in rules for key in rule.plan.needs}
    held = examples.select(
        "row_id",
        *(pl.col("record").str.contains(f'"{key}":', literal=True).alias(f"has {key}") for key in keys),
    )
    of_needs: dict[tuple[str, ...], list[int]] = {(): examples["row_id"].to_list()}
    for rule in rules:
        needs = rule.plan.needs
        if rule.plan.candidates:
            yield rule, kind(rule.kind).candidates(segments, rule.params)
            continue
        if needs not in of_needs:
            any_of = pl.any_horizontal(f"has {key}" for key in needs)
            of_needs[needs] = held.filter(any_of)["row_id"].to_list()
        yield rule, of_needs[needs]


def _hits(record: dict[str, Any], rules: Iterable[Compiled]) -> Iterator[tuple[Compiled, Hit]]:
    for rule in rules:
        if applies(rule, record):
            yield from ((rule, hit) for hit in kind(rule.kind).check(record, rule.params))


def _by_segment(rules: list[tuple[Compiled, "Group"]], passed: list[Numbers]) -> Found:
    """Run the rules about single texts, once per distinct text."""
    hits: dict[Group, dict[str, list[tuple[Compiled, Hit]]]] = {}
    for (rule, group), numbers in zip(rules, passed, strict=True):
        in_group = hits.setdefault(group, {})
        module, texts = kind(rule.kind), group.texts.named(numbers).to_list()
        many = getattr(module, "check_many", partial(_check_each, module))
        for text, hit in many(texts, rule.params):
            in_group.setdefault(text, []).append((rule, hit))
    for group, in_group in hits.items():
        for row_id, pointer, text in group.places(list(in_group)):
            yield from ((row_id, rule.finding(hit, pointer)) for rule, hit in in_group[text])


def _check_each(module: ModuleType, texts: list[str], params: Any) -> Iterator[tuple[str, Hit]]:
    return ((text, hit) for text in texts for hit in module.check(text, params))


def _by_frame(segments: pl.DataFrame, ruleset: Ruleset) -> Found:
    for rule in ruleset.of_scope("frame"):
        hits = kind(rule.kind).check(segments, rule.params)
        for row_id, pointer in hits.select("row_id", "pointer").iter_rows():
            yield row_id, rule.finding(Hit(), pointer)


class Texts:
    """The distinct texts of all segments, measured, and searched once for the literals of all screens.

    A text is named by its number: its place among the distinct ones.
    """

    def __init__(self, segments: pl.DataFrame, screens: list[Screen]) -> None:
        found = distinct(segments["text"])
        self.segments = segments.with_columns(number=pl.Series(found.number))
        self.distinct = found.texts
        self.size = self.distinct.str.len_bytes().to_numpy()
        self.held = segments["kinds"].to_numpy()[found.first]
        self.wide = self.held & WIDE > 0
        self.holding = self._search(list(dict.fromkeys(s.literals for s in screens if s.literals)))
        self._groups: dict[str, Group] = {}

    def named(self, numbers: Numbers) -> pl.Series:
        return self.distinct[numbers]

    def _search(self, asked: list[tuple[str, ...]]) -> dict[tuple[str, ...], Numbers]:
        """Return the numbers of the texts that hold one of some words, in any case of ASCII letters, ascending."""
        screens_of: dict[str, list[int]] = {}
        for screen, words in enumerate(asked):
            for word in words:
                screens_of.setdefault(word, []).append(screen)
        if not asked:
            return {}
        any_word = sorted(screens_of)
        found = pl.col("text").str.extract_many(any_word, ascii_case_insensitive=True, overlapping=True)
        numbered = pl.DataFrame({"text": self.distinct}).with_row_index("number")
        short = numbered.filter(pl.Series(self.size <= LONG_BYTES))
        held = short.select("number", word=found.list.unique()).explode("word").drop_nulls()
        meant = [(w, at) for w in held["word"].unique() for at in screens_of[w.translate(LOWER)]]
        screens = pl.DataFrame(meant, {"word": pl.String, "screen": pl.UInt32}, orient="row")
        by_screen = held.join(screens, on="word").group_by("screen").agg(pl.col("number").unique().sort())
        holding = dict.fromkeys(asked, np.zeros(0, np.uint32))
        holding |= {asked[screen]: numbers.to_numpy() for screen, numbers in zip(*by_screen, strict=True)}
        long = np.flatnonzero(self.size > LONG_BYTES)
        for words in asked if len(long) else ():
            holds = self.named(long).str.contains_any(list(words), ascii_case_insensitive=True).to_numpy()
            holding[words] = np.sort(np.concatenate([holding[words], long[holds]]))
        return holding

    def of(self, reads: str) -> "Group":
        """Return the segments that a rule reads (see selection; "" for all content), and their distinct texts."""
        if reads not in self._groups:
            self._groups[reads] = Group(self, selection(reads) if reads else pl.col("form") == "text")
        return self._groups[reads]


class Group:
    """Some segments, and which of the distinct texts are theirs."""

    def __init__(self, texts: Texts, chosen: pl.Expr) -> None:
        self.texts = texts
        self.segments = texts.segments.filter(chosen)
        self.read = np.zeros(len(texts.distinct), bool)
        self.read[self.segments["number"].to_numpy()] = True
        self.all = np.flatnonzero(self.read)
        self.wide = np.flatnonzero(self.read & texts.wide)

    def narrowed(self, screen: Screen) -> Numbers:
        """Return the distinct texts that pass a screen, its regex left aside."""
        if screen.literals:
            held = self.texts.holding[screen.literals]
            numbers = held[self.read[held]]
            numbers = numbers[self.texts.wide[numbers]] if screen.non_ascii else numbers
        else:
            numbers = self.wide if screen.non_ascii else self.all
        if screen.min_bytes:
            numbers = numbers[self.texts.size[numbers] >= screen.min_bytes]
        if screen.max_bytes:
            numbers = numbers[self.texts.size[numbers] <= screen.max_bytes]
        if (demand := demand_of_rust(screen.regex)) != ANYTHING:
            numbers = numbers[meets(self.texts.held[numbers], demand)]
        return numbers

    def places(self, texts: list[str]) -> Iterator[tuple[int, str, str]]:
        some = self.segments.filter(pl.col("text").is_in(texts)) if texts else self.segments.clear()
        yield from some.select("row_id", "pointer", "text").iter_rows()


def passing(texts: Texts, asked: list[tuple[Group, Screen]]) -> list[Numbers]:
    """Return the distinct texts that pass each screen; the expressions run together, the cheap parts first."""
    passed = [group.narrowed(screen) for group, screen in asked]
    held = {at: texts.named(numbers) for at, numbers in enumerate(passed) if asked[at][1].regex}
    many = [at for at, some in held.items() if worth_it(asked[at][1].regex, some)]
    masks = all_matching([(held[at], asked[at][1].regex) for at in many])
    for at, mask in zip(many, masks, strict=True):
        passed[at] = passed[at][mask.to_numpy()]
    return passed
