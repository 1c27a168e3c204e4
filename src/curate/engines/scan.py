"""Distinct texts -> what each recognizer finds in them, asked only where its gate passes.

Needs    a series of distinct texts without lone surrogates; recognizers.
Returns  spans (text = index into the series, entity, start, end, score, recognizer) and, for what could not be
         scanned to the end, (text, recognizer). The same spans as each recognizer run alone by Presidio.
Does not cover  context words and policy: those come after.
"""

from collections.abc import Iterable
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple

import polars as pl

from curate.engines.gate_digits import CLOSE
from curate.engines.gates import CLOSE_DIGITS, SOME_DIGIT, demanded_digits
from curate.engines.recognizers import Gated
from curate.engines.regexes import matching, worth_it

SPANS = pl.Schema(
    {
        "text": pl.UInt32,
        "entity": pl.String,
        "start": pl.UInt32,
        "end": pl.UInt32,
        "score": pl.Float64,
        "recognizer": pl.String,
    }
)
UNSCANNED = pl.Schema({"text": pl.UInt32, "recognizer": pl.String})


class Scan(NamedTuple):
    spans: pl.DataFrame
    unscanned: pl.DataFrame


class Look(NamedTuple):
    """A recognizer to run, and further Rust regexes without which its findings would not matter."""

    recognizer: Gated
    needs: tuple[str, ...] = ()


class Some(NamedTuple):
    """Some of the texts: their places in the series, and the texts themselves."""

    places: pl.Series
    values: pl.Series

    def where(self, mask: pl.Series) -> "Some":
        return Some(self.places.filter(mask), self.values.filter(mask))


class Texts:
    """Distinct texts, and those of them that hold a digit, or several close together: found when first asked for."""

    def __init__(self, texts: pl.Series) -> None:
        self.all = Some(pl.int_range(len(texts), dtype=pl.UInt32, eager=True), texts)

    @cached_property
    def with_digit(self) -> Some:
        return self.all.where(matching(self.all.values, SOME_DIGIT))

    @cached_property
    def with_close_digits(self) -> Some:
        return self.with_digit.where(matching(self.with_digit.values, CLOSE_DIGITS))

    def holding(self, digits: int) -> Some:
        """Return the texts that may hold a chain of so many digits."""
        return self.with_close_digits if digits >= CLOSE else self.with_digit if digits else self.all


def scan(texts: pl.Series, looks: Iterable[Look]) -> Scan:
    """Run each recognizer over the texts that pass its gate."""
    spans: list[tuple[int, str, int, int, float, str]] = []
    unscanned: list[tuple[int, str]] = []
    found_in = Texts(texts)
    for look in looks:
        for index, value in zip(*_passing(found_in, look), strict=True):
            found, complete = look.recognizer.find(value)
            spans.extend((index, f.entity, f.start, f.end, f.score, look.recognizer.name) for f in found)
            if not complete:
                unscanned.append((index, look.recognizer.name))
    return Scan(pl.DataFrame(spans, SPANS, orient="row"), pl.DataFrame(unscanned, UNSCANNED, orient="row"))


def _passing(texts: Texts, look: Look) -> Some:
    """Return the texts that the recognizer must see: never fewer than it can find something in."""
    gate = look.recognizer.gate
    demanded = max(map(demanded_digits, look.needs), default=0)
    seen = texts.holding(max(demanded, gate.digits if gate else 0))
    if gate and gate.signs:
        holds = [seen.values.str.contains(sign, literal=True) for sign in gate.signs]
        seen = seen.where(reduce(or_, holds))
    for pattern in (*look.needs, *([gate.pattern] if gate else [])):
        if not worth_it(pattern, seen.values):
            break
        seen = seen.where(matching(seen.values, pattern))
    return seen
