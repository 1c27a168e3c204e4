"""Tasks in a pool of fresh processes, or in this one when a single worker is asked for.

Where the system can, workers are forked from a server process that has done nothing but import the modules named in
`preload`, each of which leaves it with a single thread: heavy imports are paid for once, not once a worker. Elsewhere
they are spawned. A worker ends when the process that asked for it is gone, however that ended.
"""

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import forkserver, get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext, ForkServerContext
from typing import Any, TypeVar

from curate.executors import WorkerDied

A = TypeVar("A")
B = TypeVar("B")

AHEAD = (
    1  # items submitted per worker beyond the running one: keeps workers busy, bounds what waits in memory
)
# inherited by the workers: one thread each, so that they do not fight for cores; and a forked process must not
# come from one with threads
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
DEATHS = 3  # a task whose worker died so often in a row is given up


class Local:
    """Run tasks on `workers` processes."""

    def __init__(self, workers: int, preload: tuple[str, ...] = ()) -> None:
        self.workers = workers
        self.preload = preload
        self._pool: ProcessPoolExecutor | None = None

    def map(self, task: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Yield the results in order. A dead worker's tasks run again; WorkerDied after three deaths in a row."""
        if self.workers == 1:
            yield from map(task, items)
            return
        waiting: deque[tuple[A, Future[B]]] = deque()
        window = self.workers * (1 + AHEAD)
        items = iter(items)
        # to start workers is to wait until what they need is imported: the first items are made meanwhile
        first = [] if self._pool else list(islice(items, window))
        for item in chain(first, items):
            waiting.append((item, self._submit(task, item)))
            if len(waiting) > window:
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
            self._pool = ProcessPoolExecutor(
                self.workers, _context(self.preload), initializer=_end_with_parent
            )
        try:
            return self._pool.submit(task, item)
        except (
            BrokenProcessPool
        ):  # it broke since the last result was read: the oldest item's result will say so
            broken: Future[B] = Future()
            broken.set_exception(BrokenProcessPool("broken before the task was submitted"))
            return broken

    def rest(self) -> None:
        """End the workers; the next map starts others."""
        self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def start_server(preload: tuple[str, ...]) -> None:
    """Start the process that workers will be forked from, if that is how they start here; do not wait for it."""
    if isinstance(_context(preload), ForkServerContext):
        forkserver.ensure_running()


def _context(preload: tuple[str, ...]) -> BaseContext:
    for name, value in ONE_THREAD.items():
        os.environ.setdefault(name, value)
    if "forkserver" not in get_all_start_methods() or sys.platform == "darwin":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return context


def _end_with_parent() -> None:
    """Watch the process that asked for this worker; a worker whose parent was killed would wait for work forever."""
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
