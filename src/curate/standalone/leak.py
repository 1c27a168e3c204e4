"""Which rows of training files give evaluation or validation data away: equal, nearly equal, or quoting it."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

from curate.engines.against import best_earlier
from curate.engines.evaluation import SUFFIX, TEXT, evaluation_pack
from curate.engines.grams import excerpt
from curate.engines.lsh import bands_for
from curate.engines.saved_index import stored_sets
from curate.engines.shingles import Sets
from curate.engines.spans import U64
from curate.inputs.sources import Source
from curate.stages import Chunk
from curate.stages.contamination import find_contamination
from curate.standalone.collect import Collected, collect, settings


class Leak(NamedTuple):
    """One overlap of a training row and an evaluation row, both named as `source:line`.

    `share_ratio` is 0..1: how similar the rows are, or how much of a quoted text stands in the row. `words` are those
    that overlap, for quoted texts.
    """

    train: str
    evaluation: str
    kind: str  # equal, same_prompt, near, quoted
    share_ratio: float
    words: str = ""


def find_leaks(
    train: str, evaluation: Iterable[str], threshold: float = 0.8, least_share_ratio: float = 0.5
) -> list[Leak]:
    """Return every overlap of one training path (file, folder, glob) with evaluation files, by place in training."""
    evaluation = list(evaluation)
    pack = evaluation_pack(evaluation, Path.cwd())
    setup = settings(near_duplicates={"threshold": threshold})
    found: list[Leak] = []

    def look(source: Source, chunk: Chunk) -> None:
        hits = find_contamination(chunk.segments, pack, least_share_ratio)
        lines = chunk.examples.select("row_id", "line")
        for row in hits.join(lines, on="row_id", maintain_order="left").iter_rows(named=True):
            place = f"{row['source']}:{row['eval_line']}{row['field']}"
            words = excerpt(row["found_in"], row["at"], row["run"])
            found.append(Leak(f"{source.name}:{row['line']}", place, "quoted", row["share"], words))

    rows = collect([train], setup, look)
    readable = [path for path in evaluation if Path(path).suffix.lower() not in (SUFFIX, *TEXT)]
    others = collect(readable, setup) if readable and len(rows.rows.rows) else None
    if others and len(others.rows.rows):
        found += whole_rows(rows, others, threshold)
    return found


def whole_rows(train: Collected, evaluation: Collected, threshold: float) -> list[Leak]:
    """Return the rows that equal, nearly equal or share the prompt of an evaluation row."""
    ours, theirs = keyed(train), keyed(evaluation)
    found = []
    for kind, key in (("equal", "text_key"), ("same_prompt", "prompt_key")):
        known = theirs.select(key, other="place").drop_nulls().unique(key, keep="first", maintain_order=True)
        same = ours.join(known, on=key, maintain_order="left")
        found += [Leak(mine, other, kind, 1.0) for mine, other in same.select("place", "other").iter_rows()]
    best = best_earlier(signed(evaluation, threshold), signed(train, threshold), threshold)
    mine, other = near_places(train), near_places(evaluation)
    near = [Leak(mine[r], other[k], "near", s) for r, k, s in zip(*(a.tolist() for a in best), strict=True)]
    equal = {leak.train for leak in found if leak.kind == "equal"}
    whole = [leak for leak in found if leak.kind == "equal" or leak.train not in equal]
    return whole + [leak for leak in near if leak.train not in equal]


def keyed(found: Collected) -> pl.DataFrame:
    """Return place, text_key and prompt_key of all rows: equal keys are equal texts, or equal prompts."""
    keys = pl.concat(found.rows.side("keys", ["row_id", "text_key", "prompt_key"]))
    rows = found.rows.rows.select("row_id", "file", "line").join(keys, on="row_id", maintain_order="left")
    places = [found.rows.place(file, line) for file, line in rows.select("file", "line").iter_rows()]
    return rows.with_columns(place=pl.Series(places, dtype=pl.String))


def signed(found: Collected, threshold: float) -> tuple[Sets, U64]:
    """Return shingles and band hashes of all rows that have them."""
    names = [f"b{number:02}" for number in range(bands_for(threshold).bands)]
    bands = pl.concat(found.rows.side("bands", names))
    shingles = pl.concat(found.rows.side("shingles", ["shingles"]))
    return stored_sets(shingles["shingles"]), np.stack([bands[name].to_numpy() for name in names])


def near_places(found: Collected) -> list[str]:
    """Return the place of each row that has text to compare, in the order of `signed`."""
    ids = pl.concat(found.rows.side("bands", ["row_id"]))
    rows = ids.join(found.rows.rows.select("row_id", "file", "line"), on="row_id", maintain_order="left")
    return [found.rows.place(file, line) for file, line in rows.select("file", "line").iter_rows()]
