"""Which rows of a cluster stay: the most preferred, and every row that does not itself resemble one that stays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curate.engines.clusters import Ints, reaches
from curate.engines.similarity import Comparable, jaccard


class Dropped(NamedTuple):
    row: Ints
    kept: Ints  # a row that stays, whose similarity with `row` reaches the threshold
    similarity: NDArray[np.float64]


def choose(rows: Ints, label: Ints, rank: Ints, sets: Comparable, threshold: float, most: int = 1) -> Dropped:
    """Decide about some rows, over all clusters at once.

    `label` names the cluster of each row there is, a lower `rank` is preferred.

    In each cluster the best row stays, what reaches the threshold with it goes (all but the best `most - 1`), and
    the rest is decided the same way: nothing is chained away by a row that is gone itself.
    """
    rows = rows[np.lexsort((rank[rows], label[rows]))]
    rounds: list[Dropped] = []
    while len(rows):
        first = np.append(True, label[rows][1:] != label[rows][:-1])
        kept = rows[first][np.cumsum(first) - 1]
        rows, kept = rows[~first], kept[~first]
        similarity = jaccard(sets, kept, rows)
        near = reaches(similarity, threshold)
        extra = _ordinal(kept[near]) >= most - 1
        rounds.append(Dropped(rows[near][extra], kept[near][extra], similarity[near][extra]))
        rows = rows[~near]
    if not rounds:
        return Dropped(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Dropped(*(np.concatenate(column) for column in zip(*rounds, strict=True)))


def _ordinal(groups: Ints) -> Ints:
    """Count 0, 1, 2 ... inside each run of equal numbers."""
    starts = np.flatnonzero(np.append(True, groups[1:] != groups[:-1])) if len(groups) else np.zeros(0, int)
    return np.arange(len(groups)) - np.repeat(starts, np.diff(np.append(starts, len(groups))))
