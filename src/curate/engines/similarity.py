"""Exact Jaccard similarity of many pairs of sets, by a linear merge in compiled code (scipy.sparse)."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from curate.engines.shingles import Sets
from curate.engines.spans import U64, Positions

BLOCK = 1 << 14  # pairs compared at once
ROWS = 1 << 10  # sets read at once: they stay in the cache


class Comparable(NamedTuple):
    """Sets made ready to be compared many times."""

    rows: Any  # a sparse matrix of ones, one row a set
    sizes: NDArray[np.int64]
    parity: U64  # bit b: whether an odd number of the set's values ends in b


def at_most(sets: Comparable, left: Positions, right: Positions) -> NDArray[np.int64]:
    """Return a bound of |x & y| of each pair: never too low, and close for sets of up to a hundred values.

    Each bit in which two parities differ takes a value of its own that one set has and the other lacks. On chat rows
    nine in ten candidate pairs are told apart by it, in 10 ns instead of 500 ns (2026-11-22).

    >>> sets = comparable(Sets(np.array([1, 2, 3, 2, 3, 9], np.uint32), np.array([0, 3, 6, 6])))
    >>> at_most(sets, np.array([0, 0, 0]), np.array([1, 0, 2])).tolist()
    [2, 3, 0]
    """
    apart = np.bitwise_count(sets.parity[left] ^ sets.parity[right])
    bound: NDArray[np.int64] = (sets.sizes[left] + sets.sizes[right] - apart) >> 1
    return bound


def jaccard(sets: Comparable, left: Positions, right: Positions) -> NDArray[np.float64]:
    """Return |x & y| / |x | y| of each pair of set numbers, 0..1; two empty sets have 0: nothing is alike in them.

    >>> sets = comparable(Sets(np.array([1, 2, 3, 2, 3, 9], np.uint32), np.array([0, 3, 6, 6])))
    >>> jaccard(sets, np.array([0, 0, 0]), np.array([1, 0, 2])).tolist()
    [0.5, 1.0, 0.0]
    """
    shared = [np.zeros(0, np.int64)]
    for at in range(0, len(left), BLOCK):
        rows = (_in_order(sets.rows[places[at : at + BLOCK]]) for places in (left, right))
        shared.append(_shared(*rows))
    common = np.concatenate(shared)
    return np.asarray(common / np.maximum(sets.sizes[left] + sets.sizes[right] - common, 1))


def pairwise_jaccard(left: Sets, right: Sets) -> NDArray[np.float64]:
    """Return the similarity of each set of `left` with the set of `right` at the same place."""
    common = _shared(comparable(left).rows, comparable(right).rows)
    return np.asarray(common / np.maximum(left.sizes + right.sizes - common, 1))


def comparable(sets: Sets) -> Comparable:
    """Make sets ready to be compared: their values, moved to signed numbers, become columns of a sparse matrix.

    Columns below zero are fine, as rows are only merged, never addressed by column.
    """
    from scipy.sparse import csr_array

    columns = (sets.values ^ np.uint32(1 << 31)).view(np.int32)
    ones = np.ones(len(columns), np.int8)
    small = len(columns) < 1 << 31
    bounds = sets.bounds.astype(np.int32 if small else np.int64)
    columns = columns if small else columns.astype(np.int64)
    rows = csr_array((ones, columns, bounds), shape=(len(sets.sizes), (1 << 31) - 1))
    return Comparable(_in_order(rows), sets.sizes, _parity(sets))


def taken(sets: Comparable, rows: Positions) -> Sets:
    """Return some of the sets as they were before they were made comparable.

    >>> some = comparable(Sets(np.array([1, 2, 2**32 - 1], np.uint32), np.array([0, 1, 3])))
    >>> taken(some, np.array([1])).values.tolist()
    [2, 4294967295]
    """
    some = sets.rows[rows]
    values = some.indices.astype(np.int32).view(np.uint32) ^ np.uint32(1 << 31)
    return Sets(values, some.indptr.astype(np.int64))


def _parity(sets: Sets) -> U64:
    parity = np.zeros(len(sets.sizes), np.uint64)
    filled = np.flatnonzero(sets.sizes)
    for at in range(0, len(filled), ROWS):
        rows = filled[at : at + ROWS]
        first, last = sets.bounds[rows[0]], sets.bounds[rows[-1] + 1]
        bits = np.uint64(1) << (sets.values[first:last] & np.uint32(63)).astype(np.uint64)
        parity[rows] = np.bitwise_xor.reduceat(bits, sets.bounds[rows] - first)
    return parity


def _in_order(rows: Any) -> Any:
    rows.has_canonical_format = True  # ascending and distinct: what Sets promises
    return rows


def _shared(left: Any, right: Any) -> NDArray[np.int64]:
    """Count what each row has in common with the row of the other matrix at the same place."""
    shared: NDArray[np.int64] = np.diff(left.multiply(right).indptr)
    return shared
