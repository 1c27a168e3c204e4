"""Tasks on Ray Core: a scheduler and nothing else; what tasks make lies in stage files on shared storage.

Covers: a private instance on this machine, or a cluster by address; workers and nodes that go away while tasks run.
Does not cover: Ray Data and its shuffles; the loss of the driver (run the same command again, it finds what is
finished) or of the cluster's head node. No usage statistics, no dashboard.
"""

import os
import re
import socket
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from importlib import import_module
from importlib.metadata import version
from typing import Any, TypeVar

from curate.executors import ExecutorError, WorkerDied
from curate.executors.local import ONE_THREAD

A = TypeVar("A")
B = TypeVar("B")

AHEAD = 2  # tasks submitted per CPU: one runs, the next is ready when it ends
LEAD = 8  # windows that finished tasks may be ahead of the oldest one, whose result is due first
RETRIES = 3  # of a task whose worker or node is lost, or whose storage did not answer
CONNECT_SECONDS = 10.0
LOOPBACK = {"127.0.0.1", "localhost"}
LOOK_SECONDS = 10.0  # how often the size of the cluster is asked for
EMPTY_SECONDS = 600.0  # a cluster without a CPU for so long is given up
STORE_BYTES = 100 << 20  # Ray's shared memory; what passes through it are file names and counts
# of the private instance; the daemons read these when they start
SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_task_oom_retries": str(RETRIES),  # Ray's own default is without end
}
SAME = ("curatekit", "polars")  # another release on a worker could make other bytes


class OnRay:
    """Run tasks as Ray tasks of one CPU each."""

    def __init__(self, workers: int, address: str | None = None, preload: tuple[str, ...] = ()) -> None:
        self.workers = workers
        self.address = address
        self.preload = preload
        self._looked = self._had_cpus = 0.0
        self._cpus = workers

    @cached_property
    def ray(self) -> Any:
        """Connect, or start a private instance that listens on the loopback only."""
        for name, value in SETTINGS.items():
            os.environ.setdefault(name, value)
        import ray

        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        where = f"the Ray cluster at {self.address}" if self.address else "a private Ray instance"
        try:
            _knock(self.address, ray.util.get_node_ip_address())
            if self.address:
                ray.init(self.address, runtime_env={"env_vars": ONE_THREAD}, **quiet)
            else:
                os.environ.update(ONE_THREAD)  # inherited by the workers
                ray.init(
                    "local",
                    num_cpus=self.workers,
                    include_dashboard=False,
                    object_store_memory=STORE_BYTES,
                    _node_ip_address="127.0.0.1",
                    **quiet,
                )
        except (OSError, RuntimeError, ValueError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise ExecutorError(f"{where} cannot be used: {reason}") from error
        return ray

    def map(self, task: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Yield the results in order; raise WorkerDied where a task was lost again and again."""
        lost = [ConnectionError, TimeoutError]
        remote = self.ray.remote(num_cpus=1, max_retries=RETRIES, retry_exceptions=lost)(_call)
        shared, worker = self.ray.put(task), (self.preload, _releases())
        waiting: deque[Any] = deque()  # tasks whose results were not yielded yet, in order
        running: set[Any] = set()
        for item in items:
            ref = remote.remote(shared, worker, item)
            waiting.append(ref)
            running.add(ref)
            while len(running) >= self._window() or len(waiting) >= LEAD * self._window():
                self._wait(running)
                yield from self._finished(waiting, running)
            yield from self._finished(waiting, running)
        while waiting:
            self._wait(running)
            yield from self._finished(waiting, running)

    def _finished(self, waiting: deque[Any], running: set[Any]) -> Iterator[Any]:
        while waiting and waiting[0] not in running:
            yield self._result(waiting.popleft())

    def _wait(self, running: set[Any]) -> None:
        """Wait until a task ends, or LOOK_SECONDS; give up a cluster that stays empty."""
        done, _ = self.ray.wait(list(running), num_returns=1, timeout=LOOK_SECONDS)
        running.difference_update(done)
        if self._window() and (self._cpus or done):
            self._had_cpus = time.monotonic()
        elif time.monotonic() > self._had_cpus + EMPTY_SECONDS:
            raise WorkerDied(
                f"the Ray cluster has had no CPU for {EMPTY_SECONDS:.0f} s; add nodes and run again"
            )

    def _window(self) -> int:
        """Return how many tasks may run or be ready to; a cluster may grow and shrink."""
        now = time.monotonic()
        if not self._looked or now > self._looked + LOOK_SECONDS:
            self._cpus = int(self.ray.cluster_resources().get("CPU", 0))
            self._looked = now
            self._had_cpus = self._had_cpus or now
        return AHEAD * max(1, self._cpus)

    def _result(self, ref: Any) -> Any:
        errors = self.ray.exceptions
        try:
            return self.ray.get(ref)
        except errors.RayTaskError as error:
            raise error.as_instanceof_cause() from None
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError) as error:
            raise WorkerDied(
                f"a worker was lost {RETRIES + 1} times in a row ({type(error).__name__}); is there enough memory?"
            ) from None

    def rest(self) -> None:
        """Do nothing: idle workers are the cluster's."""

    def close(self) -> None:
        if "ray" in vars(self):
            self.ray.shutdown()


def _knock(address: str | None, here: str) -> None:
    """Raise OSError where nobody listens at `host:port`: Ray itself would try for minutes.

    Ray takes the loopback for `here`, this machine's own address; a head node that listens on the loopback alone is
    out of its reach.
    """
    if found := re.fullmatch(r"(?:ray://)?([\w.-]+):(\d+)", address or ""):
        host = here if found[1] in LOOPBACK else found[1]
        try:
            socket.create_connection((host, int(found[2])), timeout=CONNECT_SECONDS).close()
        except OSError as error:
            raise OSError(f"nobody answers at {host}:{found[2]} ({error.strerror or error})") from None


@cache
def _releases() -> dict[str, str]:
    return {name: version(name) for name in SAME}


def _call(task: Callable[[A], B], worker: tuple[tuple[str, ...], dict[str, str]], item: A) -> B:
    """Run a task on a worker that has the same releases as the driver, and the modules that it preloads."""
    preload, releases = worker
    if releases != _releases():
        raise ExecutorError(
            f"a worker has {_releases()}, the driver has {releases}: install the same on every node"
        )
    for module in preload:
        import_module(module)
    return task(item)
