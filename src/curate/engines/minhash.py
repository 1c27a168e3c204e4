"""Shingles -> MinHash signatures, for a whole chunk at once in NumPy.

Bit for bit the signatures of `datasketch.MinHash(num_perm=128, seed=1)` (scheme affine32) that is fed the same 32-bit
shingles as hash values; a differential test holds the two together.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from curate.engines.shingles import Sets

U32 = NDArray[np.uint32]
PERMUTATIONS = 128
SEED = 1
EMPTY = np.uint32(0xFFFFFFFF)
BLOCK = 1 << 16  # shingles worked on at once: they and their products stay in the cache


def signatures(sets: Sets, permutations: int = PERMUTATIONS, seed: int = SEED) -> U32:
    """Return one row of `permutations` numbers for each set, all ones for an empty one; columns lie together."""
    out = np.full((permutations, len(sets.sizes)), EMPTY, np.uint32)
    a, b = parameters(permutations, seed)
    filled = np.flatnonzero(sets.sizes)
    edges = np.append(sets.bounds[filled], len(sets.values))
    first = 0
    while first < len(filled):
        last = max(first + 1, int(np.searchsorted(edges, edges[first] + BLOCK, "right")) - 1)
        hashes = _premix(sets.values[edges[first] : edges[last]])
        starts = edges[first:last] - edges[first]
        product = np.empty_like(hashes)
        columns = filled[first:last]
        for k in range(permutations):
            np.multiply(hashes, a[k], out=product)
            product += b[k]
            out[k, columns] = np.minimum.reduceat(product, starts)
        first = last
    return out.T


@cache
def parameters(permutations: int, seed: int) -> tuple[U32, U32]:
    """Return a and b of a * h + b mod 2**32: the numbers that datasketch 2.0 draws, without its import of 0.3 s.

    numpy promises that RandomState draws the same numbers in every version.
    """
    draw = np.random.RandomState(seed)
    a = draw.randint(0, 1 << 31, permutations, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return a, draw.randint(0, 1 << 32, permutations, dtype=np.uint32)


def _premix(values: U32) -> U32:
    """Apply the 32-bit finalizer of MurmurHash3, as datasketch does before it permutes."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def to_datasketch(signature: U32, seed: int = SEED) -> Any:
    """Make a `datasketch.MinHash` of one signature."""
    from datasketch import MinHash

    permutations = np.array(parameters(len(signature), seed))
    return MinHash(hashvalues=signature, permutations=permutations, seed=seed, scheme="affine32")
