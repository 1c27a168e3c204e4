"""Hash many spans of one sequence at once: words are spans of characters, shingles are spans of words.

A span's hash is the polynomial sum(value[i] * BASE**i) mod 2**64, shifted to its own start and mixed; equal runs of
values have equal hashes wherever they stand, on every machine and in every version.

Does not cover: an adversary. Whoever knows BASE can make two long spans with one hash.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]
Positions = NDArray[Any]
BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse mod 2**64
INVERSE = pow(BASE, -1, 1 << 64)
LEAST_POWERS = (
    1 << 18
)  # made at once, 4 MiB: enough for a block of characters, so that few tables are ever made


def mix(values: U64) -> U64:
    """Spread every input bit over all 64 (the finalizer of MurmurHash3): a bijection.

    >>> [hex(v) for v in mix(np.array([0, 1], np.uint64))]
    ['0x0', '0xb456bcfc34c2cb2c']
    """
    values = values ^ (values >> np.uint64(33))
    values *= np.uint64(0xFF51AFD7ED558CCD)
    values ^= values >> np.uint64(33)
    values *= np.uint64(0xC4CEB9FE1A85EC53)
    values ^= values >> np.uint64(33)
    return values


def span_hashes(values: NDArray[Any], starts: Positions, ends: Positions) -> U64:
    """Return one hash for each span values[start:end]; the hash of an empty span is 0.

    >>> a = span_hashes(np.array([7, 8, 9, 7, 8], np.uint64), np.array([0, 3, 1]), np.array([2, 5, 3]))
    >>> bool(a[0] == a[1]), bool(a[0] == a[2])
    (True, False)
    """
    powers, inverses = _powers(max(LEAST_POWERS, 1 << len(values).bit_length()))
    sums = np.empty(len(values) + 1, np.uint64)
    sums[0] = 0
    np.multiply(values, powers[: len(values)], out=sums[1:])
    np.cumsum(sums[1:], out=sums[1:])
    hashes = sums[ends]
    hashes -= sums[starts]
    hashes *= inverses[starts]
    return mix(hashes)


def window_hashes(values: U64, size: int) -> U64:
    """Return the hash of every window of `size` values, for values that are hashes already: they need no mixing.

    >>> found = window_hashes(mix(np.array([7, 8, 9, 7, 8], np.uint64)), 2)
    >>> bool(found[0] == found[3]), bool(found[0] == found[1])
    (True, False)
    """
    if len(values) < size:
        return np.zeros(0, np.uint64)
    hashes = values[: len(values) - size + 1].copy()
    for step in range(1, size):
        hashes *= np.uint64(BASE)
        hashes += values[step : len(values) - size + 1 + step]
    return hashes ^ (hashes >> np.uint64(32))


@lru_cache(maxsize=4)
def _powers(count: int) -> tuple[U64, U64]:
    def of(base: int) -> U64:
        steps = np.full(count, base, np.uint64)
        steps[0] = 1
        return np.multiply.accumulate(steps)

    return of(BASE), of(INVERSE)
