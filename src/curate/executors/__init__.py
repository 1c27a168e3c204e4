"""Where tasks run. An executor is one method, `map(task, items)`; it knows nothing of what the tasks do.

`task` is a picklable function of one argument, `items` may be a generator: it is pulled as work is taken, at most
a window ahead. Results come back in the order of the items. A module has one class; `open_executor` picks it by name.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")

NAMES = ("local", "ray")


class ExecutorError(RuntimeError):
    """Tasks cannot be run here; the message says what to do."""


class WorkerDied(ExecutorError):
    """A task killed its worker again and again."""


class MissingExtra(ExecutorError):
    """An executor whose library is not installed."""


class Executor(Protocol):
    def map(self, task: Callable[[A], B], items: Iterable[A]) -> Iterator[B]: ...
    def rest(self) -> None: ...  # let go of what idle workers hold, until the next map
    def close(self) -> None: ...


def open_executor(
    name: str, workers: int, address: str | None = None, preload: tuple[str, ...] = ()
) -> Executor:
    """Return the executor `local` or `ray`; raise MissingExtra where Ray is not installed.

    `preload` names modules that every task will need, and whose import starts no thread.
    """
    if name == "ray":
        if find_spec("ray") is None:
            raise MissingExtra("--executor ray needs Ray: install it with  pip install 'curatekit[ray]'")
        from curate.executors.ray import OnRay

        return OnRay(workers, address, preload)
    from curate.executors.local import Local

    return Local(workers, preload)
