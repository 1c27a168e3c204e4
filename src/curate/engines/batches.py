"""Candidates -> batches that can be compared one after the other, as no candidates stand in two of them.

Needs    for each band the groups of rows that share a hash; how large the set of each row is at most.
Returns  the batch of each row: whole components of the graph of candidates, as many together as fit.
Covers   any number of rows in bounded memory: 8 bytes a row here, and the sets of one batch there.
Does not cover: a component that is itself larger than what should fit; it is a batch of its own.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curate.engines.clusters import Ints, join

Groups = tuple[Ints, Ints]  # members of all groups, and the bounds of each


def batches(groups: Sequence[Groups], sizes: NDArray[Any], most: int) -> Ints:
    """Return the batch of each row; the sets of a batch have at most `most` values, or connect all its rows.

    >>> batches([(np.array([0, 4, 2, 3]), np.array([0, 2, 4]))], np.array([5, 5, 5, 5, 5]), 15).tolist()
    [0, 0, 1, 1, 0]
    """
    if int(sizes.sum(dtype=np.int64)) <= most:
        return np.zeros(len(sizes), np.int64)
    label: Ints = np.arange(len(sizes))
    for members, bounds in groups:
        first = np.repeat(members[bounds[:-1]], np.diff(bounds))
        join(label, label[first], label[members])
    weight = np.bincount(label, sizes, len(sizes)).astype(np.int64)
    roots = np.flatnonzero(label == np.arange(len(label)))
    batch = np.zeros(len(sizes), np.int64)
    number = held = 0
    for root, size in zip(roots.tolist(), weight[roots].tolist(), strict=True):
        if held and held + size > most:
            number, held = number + 1, 0
        batch[root] = number
        held += size
    return batch[label]


def in_batch(groups: Groups, batch_of: Ints, batch: int, rows: Ints) -> Groups:
    """Return the groups of one batch, their members numbered by their places in its ascending `rows`."""
    members, bounds = groups
    sizes = np.diff(bounds)
    mine = batch_of[members[bounds[:-1]]] == batch
    held = np.searchsorted(rows, members[np.repeat(mine, sizes)])
    return held, np.concatenate([[0], np.cumsum(sizes[mine])])
