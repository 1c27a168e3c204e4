"""Signatures -> band hashes: rows that share one are candidates, never duplicates by that alone.

How many bands of how many rows is datasketch's own choice (`MinHashLSH(threshold, weights)`). Its default weighs a
missed pair like a needless one and finds 40 % of the pairs at 0.8; here a needless pair costs half a microsecond and is
sorted out by its exact similarity, so the weight of a miss is raised until FOUND of the pairs *at* the threshold are
candidates. See docs/dedupe.md for the curve.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from curate.engines.minhash import PERMUTATIONS, U32
from curate.engines.spans import BASE, U64, mix

FOUND = 0.99  # of the pairs that are exactly as similar as the threshold
WEIGHTS = tuple(1 - 0.5**k for k in range(1, 12))  # of a missed pair, tried in turn


class Bands(NamedTuple):
    bands: int
    rows: int

    def chance(self, similarity_ratio: float) -> float:
        """Return the chance that two texts of this similarity share a band.

        >>> [round(Bands(19, 6).chance(s), 3) for s in (0.5, 0.7, 0.8, 0.9)]
        [0.259, 0.907, 0.997, 1.0]
        """
        return 1 - (1 - similarity_ratio**self.rows) ** self.bands


# the answer for the default, which every worker of every build would work out in 0.4 s; a test holds it to `optimum`
KNOWN = {(0.8, PERMUTATIONS): Bands(19, 6)}


@cache
def bands_for(threshold: float, permutations: int = PERMUTATIONS) -> Bands:
    """Choose bands for a threshold: the first of datasketch's optima that loses few enough."""
    return KNOWN.get((threshold, permutations)) or optimum(threshold, permutations)


def optimum(threshold: float, permutations: int) -> Bands:
    """Work out what `bands_for` answers."""
    from datasketch import MinHashLSH

    for weight in WEIGHTS:
        try:
            best = MinHashLSH(threshold, permutations, (1 - weight, weight))
        except ValueError:  # the optimum is a single band, which MinHashLSH refuses
            continue
        bands = Bands(best.b, best.r)
        if bands.chance(threshold) >= FOUND:
            return bands
    return Bands(2, permutations // 2)  # a threshold near 1


def band_hashes(signatures: U32, bands: Bands) -> U64:
    """Return one 64-bit hash for each band and signature: an array of (bands, signatures)."""
    out = np.empty((bands.bands, len(signatures)), np.uint64)
    for band in range(bands.bands):
        out[band] = band + 1
        for row in range(band * bands.rows, (band + 1) * bands.rows):
            out[band] *= np.uint64(BASE)
            out[band] += signatures[:, row]
    return mix(out)
