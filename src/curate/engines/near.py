"""Plain texts -> clusters and what may go, all in memory: 4 bytes a shingle and 8 a band."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from curate.engines.clusters import Forest, Ints, link_alike, link_equal, new_forest, same_hash
from curate.engines.keep import Dropped, choose
from curate.engines.lsh import band_hashes, bands_for
from curate.engines.minhash import U32, signatures
from curate.engines.shingles import Sets, shingles
from curate.engines.spans import U64
from curate.engines.words import tokens_of

BLOCK = 1024  # texts signed at once


class Signed(NamedTuple):
    sets: Sets
    bands: U64  # one row a band, one column a text


def sign_texts(texts: Iterable[str], threshold: float) -> Signed:
    """Return the shingles and band hashes of texts; the texts themselves are not kept."""
    values, sizes, bands = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], []
    for sets, signed in signed_blocks(texts):
        values.append(sets.values)
        sizes.append(sets.sizes)
        bands.append(band_hashes(signed, bands_for(threshold)))
    bounds = np.concatenate([[0], np.cumsum(np.concatenate(sizes))])
    hashes = np.concatenate(bands, axis=1) if bands else np.zeros((0, 0), np.uint64)
    return Signed(Sets(np.concatenate(values), bounds), hashes)


def signed_blocks(texts: Iterable[str]) -> Iterator[tuple[Sets, U32]]:
    """Yield shingles and signatures, block by block."""
    left = iter(texts)
    while block := list(islice(left, BLOCK)):
        found = tokens_of(block)
        sets = shingles(found, found.counts)
        yield sets, signatures(sets)


def clusters_of(signed: Signed, threshold: float) -> Forest:
    """Connect the texts that candidate pairs of at least this similarity connect."""
    forest = new_forest(signed.sets, threshold)
    filled = np.flatnonzero(signed.sets.sizes)
    # equal sets have equal bands: they are linked first, and one of them stands for the others
    link_equal(forest, *same_hash(filled, signed.bands.sum(axis=0, dtype=np.uint64)[filled]))
    filled = filled[forest.label[filled] == filled]
    link_alike(forest, (same_hash(filled, hashes[filled]) for hashes in signed.bands))
    return forest


def near_texts(signed: Signed, threshold: float, rank: Ints) -> tuple[Dropped, Forest]:
    """Return which texts may go (a lower rank is preferred), and the clusters."""
    forest = clusters_of(signed, threshold)
    company = np.flatnonzero(np.bincount(forest.label)[forest.label] > 1)
    return choose(company, forest.label, rank, forest.comparable, threshold), forest
