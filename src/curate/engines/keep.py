"""Which rows of a cluster stay: the most preferred, and every row that does not itself resemble one that stays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curate.engines.clusters import Ints, reaches
from curate.engines.shingles import Sets
from curate.engines.similarity import comparable, jaccard


class Dropped(NamedTuple):
    row: Ints
    kept: Ints  # a row that stays, whose similarity with `row` reaches the threshold
    similarity: NDArray[np.float64]


def choose(label: Ints, rank: Ints, sets: Sets, threshold: float, most: int = 1) -> Dropped:
    """Decide over all clusters at once: `label` names the cluster of each row, a lower `rank` is preferred.

    In each cluster the best row stays, what reaches the threshold with it goes (all but the best `most - 1`), and
    the rest is decided the same way: nothing is chained away by a row that is gone itself.
    """
    rows = np.lexsort((rank, label))
    rounds: list[Dropped] = []
    ready = comparable(sets)
    while len(rows):
        first = np.append(True, label[rows][1:] != label[rows][:-1])
        kept = rows[first][np.cumsum(first) - 1]
        rows, kept = rows[~first], kept[~first]
        similarity = jaccard(ready, kept, rows)
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
