"""Tasks in a pool of spawned processes, or in this one when a single worker is asked for."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

A = TypeVar("A")
B = TypeVar("B")

AHEAD = (
    2  # items submitted per worker beyond the running one: keeps workers busy, bounds what waits in memory
)


class Local:
    """Run tasks on `workers` processes; each has one polars thread, so that they do not fight for cores."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def map(self, task: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        if self.workers == 1:
            yield from map(task, items)
            return
        pool = self._open()
        waiting: deque[Future[B]] = deque()
        for item in items:
            waiting.append(pool.submit(task, item))
            if len(waiting) >= self.workers * (1 + AHEAD):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _open(self) -> ProcessPoolExecutor:
        if self._pool is None:
            os.environ.setdefault("POLARS_MAX_THREADS", "1")  # inherited by the spawned workers
            self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))
        return self._pool

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
