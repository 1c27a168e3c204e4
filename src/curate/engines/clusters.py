"""Candidates -> verified links -> clusters, and which rows of a cluster may go.

Needs    bands: for each band the candidates that share a hash, as groups of row numbers; the shingles of the rows.
Returns  clusters: rows connected by candidate pairs whose exact similarity reaches the threshold.
Covers   hot bands. Rows that are linked already are not compared again, so a group of near-equal rows costs one
         comparison a row. A large group that is not alike is cut by its rarest shingles (two sets with a
         similarity of t share one of the first |x| - ceil(t |x|) + 1, whatever the order), which keeps every true pair.
Does not cover: groups that stay larger than LARGE even then; they are compared with PIVOTS of their rows only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curate.engines.shingles import Sets, within
from curate.engines.similarity import Comparable, at_most, comparable, jaccard, taken

Ints = NDArray[np.int64]
ALL_PAIRS = 512  # members of a group up to which every pair is compared
PIVOTS = 32  # rows that a larger group is compared with before it is cut, and again after
LARGE = 1024  # members of a group that was cut up to which, again, every pair is compared
AT_ONCE = 1 << 21  # pairs listed at once: 16 bytes each, and as much again to make them
PAIRS = 1 << 18  # compared before the clusters are updated


class Links(NamedTuple):
    left: Ints
    right: Ints


def load_libraries() -> None:
    """Import what comparing takes (0.1 s), for a caller that has time to spare now."""
    import scipy.sparse  # noqa: F401


def same_hash(rows: Ints, hashes: NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Group rows by hash: (members of groups of two and more, bounds of the groups), in order of hash and row.

    >>> [a.tolist() for a in same_hash(np.array([4, 5, 6, 7]), np.array([9, 2, 9, 9], np.uint64))]
    [[4, 6, 7], [0, 3]]
    """
    shared = pl.Series(hashes).is_duplicated().to_numpy()
    hashes, rows = hashes[shared], rows[shared]
    order = np.argsort(hashes, kind="stable")
    hashes, rows = hashes[order], rows[order]
    fresh = np.append(True, hashes[1:] != hashes[:-1]) if len(hashes) else np.zeros(0, bool)
    starts = np.flatnonzero(fresh)
    return rows, np.append(starts, len(rows))


@dataclass
class Forest:
    """The clusters found so far: `label[row]` is the smallest row that verified links connect it with."""

    comparable: Comparable
    threshold: float
    label: Ints
    given_up: int = 0  # rows of groups that were too large to compare fully


def new_forest(sets: Sets, threshold: float) -> Forest:
    return Forest(comparable(sets), threshold, np.arange(len(sets.sizes)))


def link_equal(forest: Forest, members: Ints, bounds: Ints) -> None:
    """Link the members of each group that equal its first one."""
    first = np.repeat(members[bounds[:-1]], np.diff(bounds))
    same = jaccard(forest.comparable, first, members) == 1
    join(forest.label, first[same], members[same])


def link_alike(forest: Forest, groups: Iterable[tuple[Ints, Ints]]) -> None:
    """Link what reaches the threshold inside the groups of each band."""
    for members, bounds in groups:
        for group in _compare_small(forest, members, bounds):
            _compare_hot(forest, group)


def compare(forest: Forest, left: Ints, right: Ints) -> None:
    """Link the pairs that reach the threshold; pairs that are in one cluster already are left out."""
    for at in range(0, len(left), PAIRS):
        x, y = left[at : at + PAIRS], right[at : at + PAIRS]
        sizes = forest.comparable.sizes
        low, high = np.minimum(sizes[x], sizes[y]), np.maximum(sizes[x], sizes[y])
        able = (forest.label[x] != forest.label[y]) & reaches(low, forest.threshold * high)
        x, y = x[able], y[able]
        common, both = at_most(forest.comparable, x, y), sizes[x] + sizes[y]
        able = reaches(common, forest.threshold * (both - common))
        x, y = x[able], y[able]
        alike = reaches(jaccard(forest.comparable, x, y), forest.threshold)
        if alike.any():
            join(forest.label, forest.label[x[alike]], forest.label[y[alike]])


def reaches(numbers: NDArray[Any], limit: Any) -> NDArray[np.bool_]:
    """Tell which numbers are at or above a limit, where 4/5 reaches 0.8 whatever its last bit."""
    return np.asarray(numbers >= limit - 1e-9)


def join(label: Ints, left: Ints, right: Ints) -> None:
    """Give clusters that links connect the smallest of their labels, in place.

    In each round every label is hung below the smallest one that a link leads it to, and links move up to the labels
    that hang nowhere. Of two labels that are linked still, one hangs after two rounds at most: so the rounds are few.

    >>> label = np.array([0, 1, 2, 3, 4]); join(label, np.array([4, 2]), np.array([2, 1])); label.tolist()
    [0, 1, 1, 3, 1]
    """
    above = np.arange(len(label))
    rounds = []
    while len(left):
        high, low = np.maximum(left, right), np.minimum(left, right)
        np.minimum.at(above, high, low)
        while not np.array_equal(above[high], top := above[above[high]]):
            above[high] = top
        rounds.append(high)
        left, right = above[left], above[right]
        apart = left != right
        left, right = left[apart], right[apart]
    for high in reversed(rounds):
        above[high] = above[above[high]]
    label[:] = above[label]


def all_pairs(members: Ints, bounds: Ints, wanted: NDArray[np.bool_]) -> Links:
    """Return every pair inside the wanted groups, the smaller row on the left.

    >>> pairs = all_pairs(np.array([1, 3, 5, 2, 4]), np.array([0, 3, 5]), np.array([True, True]))
    >>> list(zip(pairs.left.tolist(), pairs.right.tolist()))
    [(1, 3), (1, 5), (3, 5), (2, 4)]
    """
    sizes = np.diff(bounds)
    later = np.repeat(bounds[1:], sizes) - np.arange(len(members)) - 1
    later[np.repeat(~wanted, sizes)] = 0
    first = np.repeat(np.arange(len(members)), later)
    return Links(members[first], members[first + 1 + within(later)])


def _compare_small(forest: Forest, members: Ints, bounds: Ints) -> Iterator[Ints]:
    """Compare all pairs of the small groups, then yield the large ones."""
    sizes = np.diff(bounds)
    small = sizes <= ALL_PAIRS
    pairs = np.cumsum(np.where(small, sizes * (sizes - 1) // 2, 0))
    for first, last in _runs(pairs, AT_ONCE):
        inside = slice(bounds[first], bounds[last])
        part = bounds[first : last + 1] - bounds[first]
        compare(forest, *all_pairs(members[inside], part, small[first:last]))
    for number in np.flatnonzero(sizes > ALL_PAIRS):
        yield members[bounds[number] : bounds[number + 1]]


def _runs(totals: Ints, most: int) -> Iterator[tuple[int, int]]:
    """Cut a running total into runs (first, last) that grow by at most `most`, or hold one step.

    >>> list(_runs(np.array([3, 5, 9, 10, 30, 31]), 6))
    [(0, 2), (2, 4), (4, 5), (5, 6)]
    """
    first = 0
    while first < len(totals):
        done = totals[first - 1] if first else 0
        last = max(first + 1, int(np.searchsorted(totals, done + most, side="right")))
        yield first, last
        first = last


def _compare_hot(forest: Forest, group: Ints) -> None:
    if _compare_with_pivots(forest, group):
        return
    mine = taken(forest.comparable, group)
    for part in _compare_small(forest, *by_rare_shingles(mine, group, forest.threshold)):
        if len(part) <= LARGE:
            compare(forest, *all_pairs(part, np.array([0, len(part)]), np.array([True])))
        elif not _compare_with_pivots(forest, part):
            forest.given_up += len(part)


def _compare_with_pivots(forest: Forest, group: Ints) -> bool:
    """Compare a group with rows outside its largest cluster, one after the other; True when no pair is left."""
    done = np.zeros(len(group), bool)
    for _ in range(PIVOTS):
        labels, inverse, counts = np.unique(forest.label[group], return_inverse=True, return_counts=True)
        outside = np.flatnonzero((inverse != counts.argmax()) & ~done)
        if len(labels) == 1 or not len(outside):
            return True
        done[outside[0]] = True
        compare(forest, np.full(len(group), group[outside[0]]), group)
    return False


def by_rare_shingles(mine: Sets, group: Ints, threshold: float) -> tuple[Ints, Ints]:
    """Cut a group into groups that share one of their rarest shingles: (members, bounds), no true pair is lost."""
    distinct, inverse, counts = np.unique(mine.values, return_inverse=True, return_counts=True)
    rarity = np.empty(len(distinct), np.uint64)
    rarity[np.argsort(counts, kind="stable")] = np.arange(len(distinct), dtype=np.uint64)
    owners = np.repeat(np.arange(len(group), dtype=np.uint64), mine.sizes)
    keys = np.sort(owners << np.uint64(32) | rarity[inverse])
    prefix = mine.sizes - np.ceil(threshold * mine.sizes - 1e-9).astype(np.int64) + 1
    keys = keys[within(mine.sizes) < np.repeat(prefix, mine.sizes)]
    return same_hash(group[(keys >> np.uint64(32)).astype(np.int64)], keys & np.uint64(0xFFFFFFFF))
