"""Lengths of rows as a histogram that fits a manifest: bins that grow with the length, the same for every data set."""

import numpy as np
import polars as pl

STEPS_PER_DOUBLING = 4
Bin = tuple[int, int, int]  # shortest, longest, rows


def token_bins(rows: pl.DataFrame) -> dict[str, tuple[Bin, ...]]:
    """Count rows by length for every column `tokens_<encoding>`, from the shortest bin in use to the longest.

    >>> token_bins(pl.DataFrame({"tokens_x": [1, 3, 3, 6]}))
    {'x': ((1, 1, 1), (2, 2, 0), (3, 3, 2), (4, 4, 0), (5, 5, 0), (6, 6, 1))}
    """
    names = [name for name, kind in rows.schema.items() if name.startswith("tokens_") and kind.is_integer()]
    return {name.removeprefix("tokens_"): _bins(rows[name].drop_nulls().to_numpy()) for name in names}


def _bins(lengths: np.ndarray[tuple[int], np.dtype[np.uint32]]) -> tuple[Bin, ...]:
    if not len(lengths):
        return ()
    steps = np.arange(int(np.log2(max(2, lengths.max())) + 2) * STEPS_PER_DOUBLING)
    starts = np.unique(np.concatenate(([0], np.ceil(2 ** (steps / STEPS_PER_DOUBLING)).astype(np.int64))))
    counts = np.bincount(np.searchsorted(starts, lengths, side="right") - 1, minlength=len(starts))
    used = np.flatnonzero(counts)
    return tuple(
        (int(starts[n]), int(starts[n + 1]) - 1, int(counts[n])) for n in range(used[0], used[-1] + 1)
    )
