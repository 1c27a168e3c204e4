"""Tokens -> the set of word 5-grams of each text: what near-duplicates are measured on.

Covers   a text of fewer than 5 words has one shingle, made of all its tokens and symbols, and so equals only itself.
Does not cover: a text without any token has no shingle and resembles nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from curate.engines.spans import U64, Positions, span_hashes, window_hashes
from curate.engines.words import Tokens

WORDS_PER_SHINGLE = 5


class Sets(NamedTuple):
    """Sets of 32-bit numbers: set i is values[bounds[i]:bounds[i + 1]], ascending and distinct."""

    values: NDArray[np.uint32]
    bounds: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        return np.diff(self.bounds)


def shingles(tokens: Tokens, counts: Positions, size: int = WORDS_PER_SHINGLE) -> Sets:
    """Return the shingles of each document, where `counts` says how many tokens each document has.

    The documents are runs of the tokens: pass `tokens.counts` for one document a text.
    """
    counts = np.asarray(counts, np.int64)
    whole = np.concatenate([[0], np.cumsum(counts)])
    word_bounds = whole - np.searchsorted(np.flatnonzero(tokens.symbol), whole)
    grams, gram_counts = ngrams(tokens.hashes[~tokens.symbol], word_bounds, size)
    short = np.flatnonzero((np.diff(word_bounds) < size) & (counts > 0))
    owners = np.concatenate([np.repeat(np.arange(len(counts)), gram_counts), short])
    sizes = counts[short]
    ends = np.cumsum(sizes)
    all_tokens = tokens.hashes[np.repeat(whole[short], sizes) + within(sizes)]
    values = np.concatenate([grams, span_hashes(all_tokens, ends - sizes, ends)])
    keys = owners.astype(np.uint64) << np.uint64(32) | values >> np.uint64(32)
    keys.sort()
    keys = keys[np.append(True, keys[1:] != keys[:-1])] if len(keys) else keys
    bounds = np.searchsorted(keys, np.arange(len(counts) + 1, dtype=np.uint64) << np.uint64(32))
    return Sets(keys.astype(np.uint32), bounds.astype(np.int64))


def ngrams(words: U64, bounds: Positions, size: int) -> tuple[U64, NDArray[np.int64]]:
    """Return the hash of every run of `size` words that stays inside its document, and the number a document."""
    counts = np.maximum(np.diff(bounds) - size + 1, 0)
    inside = np.ones(max(0, len(words) - size + 1), np.bool_)
    ends = np.asarray(bounds[1:])
    for back in range(1, size):  # the last windows of a document reach into the next one
        crossing = ends - back
        inside[crossing[(crossing >= bounds[:-1]) & (crossing < len(inside))]] = False
    return window_hashes(words, size)[inside], counts


def within(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count 0, 1, 2 ... anew for each group.

    >>> within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    first = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - np.repeat(first, counts)


def take(sets: Sets, rows: Positions) -> Sets:
    """Return the sets of some rows, in the order asked for."""
    sizes = sets.sizes[rows]
    at = np.repeat(sets.bounds[rows], sizes) + within(sizes)
    return Sets(sets.values[at], np.concatenate([[0], np.cumsum(sizes)]))


def apart(sets: Sets, variant: U64) -> Sets:
    """Give the sets of each variant but 0 numbers of their own, so that no two variants have anything in common.

    The similarity of two sets of one variant stays what it was.
    """
    if not variant.any():
        return sets
    owners = np.repeat(np.arange(len(variant), dtype=np.uint64), sets.sizes)
    moved = sets.values ^ np.repeat(variant, sets.sizes).astype(np.uint32)
    return sets._replace(values=np.sort(owners << np.uint64(32) | moved).astype(np.uint32))
