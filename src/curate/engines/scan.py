"""Distinct texts -> what each recognizer finds in them, asked only where its gate passes.

Needs    a series of distinct texts without lone surrogates; recognizers.
Returns  spans (text = index into the series, entity, start, end, score, recognizer) and, for what could not be
         scanned to the end, (text, recognizer). The same spans as each recognizer run alone by Presidio.
Does not cover  context words and policy: those come after.
"""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from curate.engines.gates import DIGIT
from curate.engines.recognizers import Gated

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
FEW_BYTES = 20_000  # in all; patterns that backtrack meet no long text without their gate
FEW = 16  # so many texts are sooner tried than a large gate (40 ms for e-mail) is compiled
UNSCANNED = pl.Schema({"text": pl.UInt32, "recognizer": pl.String})


class Scan(NamedTuple):
    spans: pl.DataFrame
    unscanned: pl.DataFrame


class Look(NamedTuple):
    """A recognizer to run, and further Rust regexes without which its findings would not matter."""

    recognizer: Gated
    needs: tuple[str, ...] = ()


def scan(texts: pl.Series, looks: Iterable[Look]) -> Scan:
    """Run each recognizer over the texts that pass its gate."""
    spans: list[tuple[int, str, int, int, float, str]] = []
    unscanned: list[tuple[int, str]] = []
    frame = pl.DataFrame({"text": pl.int_range(len(texts), dtype=pl.UInt32, eager=True), "value": texts})
    digits = frame.filter(pl.col("value").str.contains(f"[{DIGIT}]"))
    for recognizer, needs in looks:
        for index, value in _passing(frame, digits, recognizer, needs).iter_rows():
            found, complete = recognizer.find(value)
            spans.extend((index, f.entity, f.start, f.end, f.score, recognizer.name) for f in found)
            if not complete:
                unscanned.append((index, recognizer.name))
    return Scan(pl.DataFrame(spans, SPANS, orient="row"), pl.DataFrame(unscanned, UNSCANNED, orient="row"))


def _passing(
    frame: pl.DataFrame, digits: pl.DataFrame, recognizer: Gated, needs: tuple[str, ...]
) -> pl.DataFrame:
    """Return the texts that the recognizer must see: never fewer than it can find something in."""
    gate = recognizer.gate
    seen = digits if gate and gate.digit else frame
    if gate and gate.signs:
        holds = [pl.col("value").str.contains(sign, literal=True) for sign in gate.signs]
        seen = seen.filter(pl.any_horizontal(holds))
    for pattern in (*needs, *([gate.pattern] if gate else [])):
        if len(seen) <= FEW and seen["value"].str.len_bytes().sum() <= FEW_BYTES:
            break
        seen = seen.filter(pl.col("value").str.contains(pattern))
    return seen
