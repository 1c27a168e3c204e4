"""Tasks in a pool of spawned processes, or in this one when a single worker is asked for."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

from curate.executors import WorkerDied

A = TypeVar("A")
B = TypeVar("B")

AHEAD = (
    1  # items submitted per worker beyond the running one: keeps workers busy, bounds what waits in memory
)
DEATHS = 3  # a task whose worker died so often in a row is given up


class Local:
    """Run tasks on `workers` processes; each has one polars thread, so that they do not fight for cores."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def map(self, task: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Yield the results in order. A dead worker's tasks run again; WorkerDied after three deaths in a row."""
        if self.workers == 1:
            yield from map(task, items)
            return
        waiting: deque[tuple[A, Future[B]]] = deque()
        for item in items:
            waiting.append((item, self._submit(task, item)))
            if len(waiting) > self.workers * (1 + AHEAD):
                yield self._first(task, waiting)
        while waiting:
            yield self._first(task, waiting)

    def _first(self, task: Callable[[A], B], waiting: deque[tuple[A, Future[B]]]) -> B:
        """Return the result of the oldest item; when a worker dies, everything that waits starts again."""
        for _ in range(DEATHS):
            try:
                result = waiting[0][1].result()
            except BrokenProcessPool:
                self.close()
                again = [(item, self._submit(task, item)) for item, _ in waiting]
                waiting.clear()
                waiting.extend(again)
            else:
                waiting.popleft()
                return result
        raise WorkerDied(
            f"a worker process died {DEATHS} times in a row; is there enough memory? try --workers 1"
        )

    def _submit(self, task: Callable[[Any], B], item: Any) -> Future[B]:
        if self._pool is None:
            os.environ.setdefault("POLARS_MAX_THREADS", "1")  # inherited by the spawned workers
            self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))
        try:
            return self._pool.submit(task, item)
        except (
            BrokenProcessPool
        ):  # it broke since the last result was read: the oldest item's result will say so
            broken: Future[B] = Future()
            broken.set_exception(BrokenProcessPool("broken before the task was submitted"))
            return broken

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
