"""Drop rows that say nearly the same as a row that is kept, and keep the evidence.

Needs    the side frames bands, shingles and keys.
Returns  for each dropped row the kept one and their exact similarity; the column `cluster` of the rows, the smallest
         row_id that a row is connected with, or its own; a loud finding when more goes than anybody expects.
Covers   memory: bands are read a few at a time as 8-byte hashes, shingles of candidates only.
Does not cover: meaning. Two texts that say the same in other words are not near-duplicates.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import polars as pl

from curate.engines.clusters import Ints, link_alike, new_forest, same_hash
from curate.engines.keep import choose
from curate.engines.lsh import bands_for
from curate.engines.saved_index import stored_sets
from curate.engines.shingles import Sets
from curate.setup import Setup
from curate.spec.dedupe import NearDuplicates
from curate.stages import DUPLICATES, Index
from curate.stages.duplicate_findings import given_up, removal_rate, reported
from curate.stages.exact_duplicates import drop_duplicates
from curate.stages.preference import rank

BAND_BYTES = 256 << 20  # of band hashes read at once


def near_duplicates(index: Index, setup: Setup) -> Index:
    settings = setup.config.stages.near_duplicates
    if settings.action == "off":
        return index._replace(rows=index.rows.with_columns(cluster="row_id"))
    found, clusters, uncompared = find_near(index, settings, settings.threshold)
    index = index._replace(rows=with_clusters(index.rows, clusters))
    before = len(index.rows) - int((index.rows["fate"] == "rejected").sum())
    index = reported(index, found) if settings.action == "report" else drop_duplicates(index, found)
    return given_up(removal_rate(index, before, settings.warn_above_ratio), uncompared)


class Near(NamedTuple):
    """What find_near found: DUPLICATES, and the clusters (row_id, cluster) of all rows that have company."""

    pairs: pl.DataFrame
    clusters: pl.DataFrame
    uncompared: int  # rows of groups too large to compare every pair


def find_near(index: Index, settings: NearDuplicates, threshold: float, of: str = "") -> Near:
    """Find what is alike among the kept rows, by the side frames `<of>bands` and `<of>shingles`."""
    alive = index.rows.filter(pl.col("fate").is_null())["row_id"]
    groups = list(candidates(index, alive, threshold, f"{of}bands"))
    numbers = np.unique(np.concatenate([np.zeros(0, np.int32), *(members for members, _ in groups)]))
    row_ids = alive.gather(numbers)
    sets = load_shingles(index, row_ids, f"{of}shingles")
    compact = ((np.searchsorted(numbers, members), bounds) for members, bounds in groups)
    forest = new_forest(sets, threshold)
    link_alike(forest, compact)
    order = row_ids.to_frame().join(rank(index, settings), on="row_id", maintain_order="left")["rank"]
    company = np.flatnonzero(np.bincount(forest.label, minlength=len(row_ids))[forest.label] > 1)
    most = settings.cap if settings.action == "cap" else 1
    dropped = choose(company, forest.label, order.to_numpy(), forest.comparable, threshold, most)
    ids = row_ids.to_numpy()
    found = pl.DataFrame(
        {
            "row_id": ids[dropped.row],
            "kept_row_id": ids[dropped.kept],
            "similarity": dropped.similarity,
            "reason": ["near"] * len(dropped.row),
        },
        DUPLICATES,
    )
    clusters = pl.DataFrame({"row_id": ids[company], "cluster": ids[forest.label[company]]})
    return Near(found.sort("row_id"), clusters, forest.given_up)


def with_clusters(rows: pl.DataFrame, clusters: pl.DataFrame) -> pl.DataFrame:
    """Add the column `cluster`; a row without company is its own."""
    rows = rows.join(clusters, on="row_id", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("cluster", "row_id").alias("cluster"))


def candidates(index: Index, alive: pl.Series, threshold: float, frame: str) -> Iterator[tuple[Ints, Ints]]:
    """Yield for each band the rows that share a hash: (places in `alive`, bounds of the groups)."""
    count = bands_for(threshold).bands
    names = [f"b{number:02}" for number in range(count)]
    at_once = max(1, BAND_BYTES // (8 * len(alive) + 1))
    for first in range(0, count, at_once):
        columns = names[first : first + at_once]
        pieces = index.side(frame, ["row_id", *columns])
        held = pl.concat([piece.join(alive.to_frame("row_id"), on="row_id", how="semi") for piece in pieces])
        rows = np.searchsorted(alive.to_numpy(), held["row_id"].to_numpy())
        for name in columns:
            yield same_hash(rows.astype(np.int32), held[name].to_numpy())


def load_shingles(index: Index, row_ids: pl.Series, frame: str) -> Sets:
    """Read the shingles of some rows, given in ascending order."""
    wanted = row_ids.to_frame("row_id")
    stored: list[bytes] = []
    for piece in index.side(frame, None):
        held = piece.join(wanted, on="row_id", how="semi", maintain_order="left")
        stored.extend(held["shingles"])
    return stored_sets(stored)
