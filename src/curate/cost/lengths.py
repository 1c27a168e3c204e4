"""What becomes of the rows' lengths at a chosen limit: cut, packed, padded."""

from bisect import bisect_left, insort
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Lengths = npt.NDArray[np.int64]


class Shape(NamedTuple):
    """Tokens of one epoch. `padded` is what a run without packing computes, `packed` what one with packing does."""

    rows: int
    tokens: int
    cut_rows: int
    cut_tokens: int
    packed: int
    padded: int

    @property
    def packing_gain(self) -> float:
        """How many times fewer tokens a packed run computes."""
        return self.padded / self.packed if self.packed else 1.0


def shape(lengths: Lengths, limit: int, batch: int = 4, seed: int = 0) -> Shape:
    """Lay rows out at `limit` tokens, in batches of `batch` drawn in a seeded order.

    Packed sequences are filled best-fit, the longest rows first, as TRL and Axolotl do; each counts `limit` tokens.

    >>> shape(np.array([100, 100, 100, 700, 1200]), 1000, batch=2)
    Shape(rows=5, tokens=2000, cut_rows=1, cut_tokens=200, packed=2000, padded=3500)
    """
    cut = np.minimum(lengths, limit)
    order = np.random.default_rng(seed).permutation(len(cut))
    starts = np.arange(0, len(cut), batch)
    longest = np.maximum.reduceat(cut[order], starts) if len(cut) else cut
    sizes = np.diff(np.append(starts, len(cut)))
    return Shape(
        rows=len(lengths),
        tokens=int(cut.sum()),
        cut_rows=int((lengths > limit).sum()),
        cut_tokens=int((lengths - cut).sum()),
        packed=bins(cut, limit) * limit,
        padded=int((longest * sizes).sum()),
    )


def bins(lengths: Lengths, limit: int) -> int:
    """Count the sequences of `limit` tokens that best-fit-decreasing fills.

    >>> bins(np.array([6, 5, 4, 3, 2]), 10)
    2
    """
    used = 0
    free: dict[int, int] = {}  # room left -> how many sequences have just that much
    rooms: list[int] = []  # the same keys, sorted
    for size, count in zip(*(a[::-1].tolist() for a in np.unique(lengths, return_counts=True)), strict=True):
        for _ in range(count if size else 0):
            place = bisect_left(rooms, size)
            if place < len(rooms):
                room = rooms[place]
                free[room] -= 1
                if not free[room]:
                    del free[room], rooms[place]
            else:
                used, room = used + 1, limit
            if left := room - size:
                if left not in free:
                    insort(rooms, left)
                free[left] = free.get(left, 0) + 1
    return used
