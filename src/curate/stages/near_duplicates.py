"""Drop rows that say nearly the same as a row that is kept, and keep the evidence.

Needs    the side frames bands, shingles and keys.
Returns  for each dropped row the kept one and their exact similarity; the column `cluster` of the rows, the smallest
         row_id that a row is connected with, or its own; a loud finding when more goes than anybody expects.
Covers   memory: bands are read a few at a time as 8-byte hashes, shingles of candidates only, and of these as many
         connected ones at once as fit. The result does not depend on how many that are.
Does not cover: meaning. Two texts that say the same in other words are not near-duplicates.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curate.engines.batches import Groups, batches, in_batch
from curate.engines.clusters import Forest, Ints, link_alike, new_forest, same_hash
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

# what is in memory at once: of band hashes, and of shingles with all that comparing them takes
BANDS_SHARE, SHINGLES_SHARE = 0.125, 0.25
HASH_BYTES, SHINGLE_BYTES = 40, 9


def near_duplicates(index: Index, setup: Setup) -> Index:
    settings = setup.config.stages.near_duplicates
    if settings.action == "off":
        return index._replace(rows=index.rows.with_columns(cluster="row_id"))
    found, clusters, uncompared = find_near(index, settings, settings.threshold, setup.memory_bytes)
    index = index._replace(rows=with_clusters(index.rows, clusters))
    before = len(index.rows) - int((index.rows["fate"] == "rejected").sum())
    index = reported(index, found) if settings.action == "report" else drop_duplicates(index, found)
    return given_up(removal_rate(index, before, settings.warn_above_ratio), uncompared)


CLUSTERS = pl.Schema({"row_id": pl.UInt64, "cluster": pl.UInt64})


class Near(NamedTuple):
    """What find_near found: DUPLICATES, and the clusters (row_id, cluster) of all rows that have company."""

    pairs: pl.DataFrame
    clusters: pl.DataFrame
    uncompared: int  # rows of groups too large to compare every pair


def find_near(
    index: Index, settings: NearDuplicates, threshold: float, memory_bytes: int, of: str = ""
) -> Near:
    """Find what is alike among the kept rows, by the side frames `<of>bands` and `<of>shingles`."""
    alive = index.rows["fate"].is_null()
    ids = index.rows["row_id"].filter(alive)
    groups = list(candidates(index, ids, threshold, f"{of}bands", int(BANDS_SHARE * memory_bytes)))
    numbers = np.unique(np.concatenate([np.zeros(0, np.int32), *(members for members, _ in groups)]))
    row_ids = ids.gather(numbers)
    groups = [(np.searchsorted(numbers, members).astype(np.int32), bounds) for members, bounds in groups]
    order = rank(index, settings).filter(alive).gather(numbers).to_numpy()
    words = index.beside("keys", ["words"])["words"].filter(alive).gather(numbers).to_numpy()
    most = int(SHINGLES_SHARE * memory_bytes) // SHINGLE_BYTES
    found = [Near(pl.DataFrame(schema=DUPLICATES), pl.DataFrame(schema=CLUSTERS), 0)]
    batch_of = batches(groups, words, most)
    for batch in range(int(batch_of.max(initial=-1)) + 1):
        rows = np.flatnonzero(batch_of == batch)
        mine = (in_batch(group, batch_of, batch, rows) for group in groups)
        # the sets themselves are let go as soon as they have been made comparable
        forest = new_forest(load_shingles(index, row_ids.gather(rows), f"{of}shingles"), threshold)
        found.append(compared(forest, mine, order[rows], row_ids.gather(rows), settings))
    return Near(
        pl.concat(near.pairs for near in found).sort("row_id"),
        pl.concat(near.clusters for near in found),
        sum(near.uncompared for near in found),
    )


def compared(
    forest: Forest, groups: Iterable[Groups], order: Ints, row_ids: pl.Series, settings: NearDuplicates
) -> Near:
    """Compare the rows of one batch: their sets, candidates, ranks and row_ids."""
    link_alike(forest, groups)
    company = np.flatnonzero(np.bincount(forest.label, minlength=len(row_ids))[forest.label] > 1)
    most = settings.cap if settings.action == "cap" else 1
    dropped = choose(company, forest.label, order, forest.comparable, forest.threshold, most)
    ids = row_ids.to_numpy()
    pairs = pl.DataFrame(
        {
            "row_id": ids[dropped.row],
            "kept_row_id": ids[dropped.kept],
            "similarity": dropped.similarity,
            "reason": ["near"] * len(dropped.row),
        },
        DUPLICATES,
    )
    clusters = pl.DataFrame({"row_id": ids[company], "cluster": ids[forest.label[company]]}, CLUSTERS)
    return Near(pairs, clusters, forest.given_up)


def with_clusters(rows: pl.DataFrame, clusters: pl.DataFrame) -> pl.DataFrame:
    """Add the column `cluster`; a row without company is its own."""
    cluster = rows["row_id"].to_numpy().copy()
    cluster[np.searchsorted(cluster, clusters["row_id"].to_numpy())] = clusters["cluster"].to_numpy()
    return rows.with_columns(cluster=cluster)


def candidates(
    index: Index, alive: pl.Series, threshold: float, frame: str, most_bytes: int
) -> Iterator[Groups]:
    """Yield for each band the rows that share a hash: (places in `alive`, bounds of the groups)."""
    count = bands_for(threshold).bands
    names = [f"b{number:02}" for number in range(count)]
    at_once = max(1, most_bytes // (8 * len(alive) + 1))
    ids = alive.to_numpy()
    for first in range(0, count, at_once):
        columns = names[first : first + at_once]
        rows = [np.zeros(0, np.int32)]
        hashes = {name: [np.zeros(0, np.uint64)] for name in columns}
        for piece in index.side(frame, ["row_id", *columns]):
            place, held = places(piece["row_id"], ids)
            rows.append(place[held].astype(np.int32))
            for name in columns:
                hashes[name].append(piece[name].to_numpy()[held])
        places_of_all = np.concatenate(rows)
        for name in columns:
            yield from in_ranges(places_of_all, np.concatenate(hashes.pop(name)), most_bytes)


def places(row_ids: pl.Series, wanted: NDArray[np.uint64]) -> tuple[Ints, NDArray[np.bool_]]:
    """Return where each row_id stands in ascending `wanted`, and whether it is there at all."""
    mine = row_ids.to_numpy()
    place = np.searchsorted(wanted, mine)
    held = place < len(wanted)
    held[held] = wanted[place[held]] == mine[held]
    return place, held


def in_ranges(rows: NDArray[Any], hashes: NDArray[np.uint64], most_bytes: int) -> Iterator[Groups]:
    """Group rows by hash, range of hashes after range, so that grouping takes no more than so many bytes."""
    parts = max(1, HASH_BYTES * len(hashes) // max(1, most_bytes))
    bits = np.uint64(64 - int(parts - 1).bit_length())
    if parts == 1:
        yield same_hash(rows, hashes)
        return
    part = hashes >> bits
    for number in range(int(part.max(initial=0)) + 1):
        mine = part == number
        yield same_hash(rows[mine], hashes[mine])


def load_shingles(index: Index, row_ids: pl.Series, frame: str) -> Sets:
    """Read the shingles of some rows, given in ascending order."""
    wanted = row_ids.to_numpy()
    values, sizes = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for piece in index.side(frame, None):
        _, held = places(piece["row_id"], wanted)
        some = stored_sets(piece["shingles"].filter(pl.Series(held)))
        values.append(some.values)
        sizes.append(some.sizes)
    return Sets(np.concatenate(values), np.concatenate([[0], np.cumsum(np.concatenate(sizes))]))
