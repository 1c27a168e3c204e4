"""Tasks on Ray Core: a scheduler and nothing else; what tasks make lies in stage files on shared storage.

Covers: a private instance on this machine, or a cluster by address whose nodes see the work directory at the same
path. Does not cover: Ray Data and its shuffles. No usage statistics, no dashboard.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, TypeVar

from curate.executors import WorkerDied

A = TypeVar("A")
B = TypeVar("B")

AHEAD = 2  # tasks submitted per CPU: one runs, the next is ready when it ends
RETRIES = 3  # of a task whose worker or node is lost
WORKER_ENV = {"POLARS_MAX_THREADS": "1"}


class OnRay:
    """Run tasks as Ray tasks of one CPU each."""

    def __init__(self, workers: int, address: str | None = None) -> None:
        self.workers = workers
        self.address = address

    @cached_property
    def ray(self) -> Any:
        """Connect, or start a private instance that listens on the loopback only."""
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        import ray

        quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
        if self.address:
            ray.init(self.address, runtime_env={"env_vars": WORKER_ENV}, **quiet)
        else:
            os.environ.update(WORKER_ENV)  # inherited by the workers
            ray.init(
                "local", num_cpus=self.workers, include_dashboard=False, _node_ip_address="127.0.0.1", **quiet
            )
        return ray

    def map(self, task: Callable[[A], B], items: Iterable[A]) -> Iterator[B]:
        """Yield the results in order; raise WorkerDied where a task was lost RETRIES times."""
        remote = self.ray.remote(num_cpus=1, max_retries=RETRIES)(_call)
        shared = self.ray.put(task)
        window = AHEAD * max(1, int(self.ray.cluster_resources().get("CPU", self.workers)))
        waiting: deque[Any] = deque()
        for item in items:
            waiting.append(remote.remote(shared, item))
            if len(waiting) >= window:
                yield self._result(waiting.popleft())
        while waiting:
            yield self._result(waiting.popleft())

    def _result(self, ref: Any) -> Any:
        errors = self.ray.exceptions
        try:
            return self.ray.get(ref)
        except errors.RayTaskError as error:
            raise error.as_instanceof_cause() from None
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError) as error:
            raise WorkerDied(
                f"a worker was lost {RETRIES + 1} times in a row: {type(error).__name__}"
            ) from None

    def close(self) -> None:
        if "ray" in vars(self):
            self.ray.shutdown()


def _call(task: Callable[[A], B], item: A) -> B:
    return task(item)
