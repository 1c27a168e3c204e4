"""What new rows have in common with an index of earlier ones: pairs across, never within."""

import numpy as np

from curate.engines.clusters import ALL_PAIRS, LARGE, Ints, all_pairs, by_rare_shingles, reaches, same_hash
from curate.engines.keep import Dropped
from curate.engines.shingles import Sets, take
from curate.engines.similarity import comparable, jaccard
from curate.engines.spans import U64


def join_sets(first: Sets, second: Sets) -> Sets:
    bounds = np.concatenate([first.bounds, second.bounds[1:] + first.bounds[-1]])
    return Sets(np.concatenate([first.values, second.values]), bounds)


def best_earlier(earlier: tuple[Sets, U64], new: tuple[Sets, U64], threshold: float) -> Dropped:
    """Return for each new row that reaches the threshold with an earlier one the most similar candidate.

    Each side is (shingles, band hashes of shape (bands, rows)); `kept` counts the earlier rows, `row` the new ones.
    """
    sets = join_sets(earlier[0], new[0])
    border = len(earlier[0].sizes)
    filled = np.flatnonzero(sets.sizes)
    best = np.full(len(new[0].sizes), -1, np.int64)
    score = np.zeros(len(best))
    ready = comparable(sets)
    for old_hashes, new_hashes in zip(earlier[1], new[1], strict=True):
        members, bounds = same_hash(filled, np.concatenate([old_hashes, new_hashes])[filled])
        old, fresh = _across(members, bounds, sets, border, threshold)
        similarity = jaccard(ready, old, fresh)
        good = reaches(similarity, threshold)
        order = np.lexsort((-old[good], similarity[good]))  # of equally similar rows, the first one stands
        old, fresh, similarity = old[good][order], fresh[good][order] - border, similarity[good][order]
        better = (similarity > score[fresh]) | ((similarity == score[fresh]) & (old < best[fresh]))
        best[fresh[better]], score[fresh[better]] = old[better], similarity[better]
    rows = np.flatnonzero(best >= 0)
    return Dropped(rows, best[rows], score[rows])


def _across(members: Ints, bounds: Ints, sets: Sets, border: int, threshold: float) -> tuple[Ints, Ints]:
    """Return the candidate pairs of one band as (earlier, new); large groups are cut by their rarest shingles."""
    sizes = np.diff(bounds)
    pairs = [all_pairs(members, bounds, sizes <= ALL_PAIRS)]
    for number in np.flatnonzero(sizes > ALL_PAIRS):
        group = members[bounds[number] : bounds[number + 1]]
        if group[0] < border <= group[-1]:
            parts, edges = by_rare_shingles(take(sets, group), group, threshold)
            pairs.append(all_pairs(parts, edges, np.diff(edges) <= LARGE))
    left, right = (np.concatenate(side) for side in zip(*pairs, strict=True))
    across = (left < border) & (right >= border)
    keys = np.unique(left[across].astype(np.uint64) << np.uint64(32) | right[across].astype(np.uint64))
    return (keys >> np.uint64(32)).astype(np.int64), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
