"""What a build takes in memory, and how many workers fit into a budget.

Measured on generated chat of 750 bytes a row and on chat_real, 2026-11-22 (docs/scaling.md): a worker holds one piece
of at most 16 MB in all its forms; the driver holds the narrow columns of all rows while it decides.
"""

from curate.errors import CurateError

WORKER_BYTES = 420_000_000
DRIVER_BYTES = 200_000_000  # of the driver and the process that workers are forked from
ROW_BYTES = 280  # of the decide phase at its widest: 1.68 GB for 5.4 million rows, with partitions for 2 GB
MANY_ROWS = 200_000  # from here on idle workers are let go before the decide phase


def workers_within(workers: int, memory: int | None) -> int:
    """Return how many workers fit, at least one.

    >>> workers_within(8, None), workers_within(8, 2_000_000_000), workers_within(8, 500_000_000)
    (8, 4, 1)
    """
    if memory is None:
        return workers
    return max(1, min(workers, (memory - DRIVER_BYTES) // WORKER_BYTES))


def hold_to(memory: int | None, rows: int) -> None:
    """Raise CurateError where deciding about so many rows does not fit, before it is tried."""
    needed = DRIVER_BYTES + ROW_BYTES * rows
    if memory is not None and needed > memory:
        raise CurateError(
            f"deciding about {rows:,} rows takes about {needed / 1e9:.1f} GB, `memory` allows {memory / 1e9:.1f} GB; "
            "give it more, or build in parts and join them with `stages.near_duplicates.against`"
        )
