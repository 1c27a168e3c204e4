"""Where tasks run. An executor is one method, `map(task, items)`; it knows nothing of what the tasks do.

`task` is a picklable function of one argument, `items` may be a generator: it is pulled as work is taken, at most
a window ahead. Results come back in the order of the items.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class WorkerDied(RuntimeError):
    """A task killed its worker again and again."""


class Executor(Protocol):
    def map(self, task: Callable[[A], B], items: Iterable[A]) -> Iterator[B]: ...
    def close(self) -> None: ...
