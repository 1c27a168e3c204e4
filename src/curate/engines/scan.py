"""Distinct texts -> what each recognizer finds in them, asked only where its gate passes.

Needs    a series of distinct texts without lone surrogates; recognizers.
Returns  spans (text = index into the series, entity, start, end, score, recognizer) and, for what could not be
         scanned to the end, (text, recognizer). The same spans as each recognizer run alone by Presidio.
Does not cover  context words and policy: those come after.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curate.characters import ANYTHING, DIGIT, WIDE, Demand, Kinds, kinds, meets
from curate.engines.gate_digits import CLOSE
from curate.engines.gates import CLOSE_DIGITS, demanded_digits
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
SOME_DIGIT = ((DIGIT | WIDE,),)
UNSCANNED = pl.Schema({"text": pl.UInt32, "recognizer": pl.String})


class Scan(NamedTuple):
    spans: pl.DataFrame
    unscanned: pl.DataFrame


class Look(NamedTuple):
    """A recognizer to run, and further Rust regexes without which its findings would not matter."""

    recognizer: Gated
    needs: tuple[str, ...] = ()


class Some(NamedTuple):
    """Some of the texts: their places in the series, the texts themselves, and the kinds of characters they hold."""

    places: pl.Series
    values: pl.Series
    held: Kinds

    def where(self, chosen: NDArray[np.bool_]) -> "Some":
        mask = pl.Series(chosen)
        return Some(self.places.filter(mask), self.values.filter(mask), self.held[chosen])

    def matching(self, pattern: str) -> "Some":
        return self.where(matching(self.values, pattern).to_numpy())


class Texts:
    """Distinct texts, and some of them: what several recognizers ask for is found once."""

    def __init__(self, texts: pl.Series, held: Kinds) -> None:
        self.all = Some(pl.int_range(len(texts), dtype=pl.UInt32, eager=True), texts, held)
        self._found: dict[tuple[bool, Demand, tuple[str, ...]], Some] = {}

    def holding(self, digits: int, demand: Demand, patterns: tuple[str, ...]) -> Some:
        """Return the texts that may hold a chain of so many digits, meet a demand and match all patterns.

        Where few are left, they may be more: patterns are not worth their compilation then.
        """
        if digits and demand in (ANYTHING, SOME_DIGIT):
            demand = SOME_DIGIT
        wanted = (digits >= CLOSE, demand, patterns)
        if wanted not in self._found:
            self._found[wanted] = self._holding(digits, demand, patterns)
        return self._found[wanted]

    def _holding(self, digits: int, demand: Demand, patterns: tuple[str, ...]) -> Some:
        if patterns:
            seen = self.holding(digits, demand, patterns[:-1])
            return seen.matching(patterns[-1]) if worth_it(patterns[-1], seen.values) else seen
        if digits >= CLOSE:
            close = self.holding(1, SOME_DIGIT, (CLOSE_DIGITS,))
            return close if demand == SOME_DIGIT else close.where(meets(close.held, demand))
        return self.all if demand == ANYTHING else self.all.where(meets(self.all.held, demand))


def scan(texts: pl.Series, looks: Iterable[Look], held: Kinds | None = None) -> Scan:
    """Run each recognizer over the texts that pass its gate; `held` are the kinds of the texts, where known."""
    spans: list[tuple[int, str, int, int, float, str]] = []
    unscanned: list[tuple[int, str]] = []
    found_in = Texts(texts, kinds(texts.to_list()) if held is None else held)
    for look in looks:
        passing = _passing(found_in, look)
        for index, value in zip(passing.places, passing.values, strict=True):
            found, complete = look.recognizer.find(value)
            spans.extend((index, f.entity, f.start, f.end, f.score, look.recognizer.name) for f in found)
            if not complete:
                unscanned.append((index, look.recognizer.name))
    return Scan(pl.DataFrame(spans, SPANS, orient="row"), pl.DataFrame(unscanned, UNSCANNED, orient="row"))


def _passing(texts: Texts, look: Look) -> Some:
    """Return the texts that the recognizer must see: never fewer than it can find something in."""
    gate = look.recognizer.gate
    demanded = max(map(demanded_digits, look.needs), default=0)
    if gate is None:
        return texts.holding(demanded, ANYTHING, look.needs)
    return texts.holding(max(demanded, gate.digits), gate.demand, (*look.needs, gate.pattern))
