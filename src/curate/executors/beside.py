"""A task over items in processes that live as long as one call: for a library call that must not disturb its caller.

A process of a single thread forks its helpers (nothing is loaded anew); any other starts fresh interpreters, since a
fork of threads may hang. Neither imports the caller's main module. Helper n works on items n, n + helpers, ...: what it
sends waits in its pipe until its turn comes, so that memory holds a few results. An item whose helper died, of an
exception or otherwise, is worked on here, so that exceptions are raised here. Items that a pipe does not hold need
`ahead=1`: else a helper that waits until its result is read, and a caller that waits until its item is, never end.
Does not cover: Windows, where everything is done here.
"""

import gc
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import cycle
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection, Pipe
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

A = TypeVar("A")
B = TypeVar("B")

ONE_THREAD = {"POLARS_MAX_THREADS": "1"}  # a helper a core
AHEAD = 2  # items that a helper was given and whose results were not read
_FRESH = (
    "import sys; from multiprocessing.connection import Connection; c = Connection(int(sys.argv[1])); "
    "sys.path[:] = c.recv(); from curate.executors.beside import serve; serve(c)"
)


class _Helper(NamedTuple):
    process: "BaseProcess | subprocess.Popen[bytes]"
    pipe: "Connection[Any, Any]"


def can_fork() -> bool:
    """Tell whether this process may be forked: its only thread is the one that asks, threads of libraries counted."""
    if not sys.platform.startswith("linux") or current_process().daemon:
        return False
    return len([*Path("/proc/self/task").iterdir()]) == 1


def cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_beside(task: Callable[[A], B], items: Iterable[A], helpers: int, ahead: int = AHEAD) -> Iterator[B]:
    """Yield task(item) of each item, in order. `task` is picklable; what it raises is raised here."""
    if helpers < 2 or sys.platform == "win32" or not sys.executable:
        yield from map(task, items)
        return
    started: list[_Helper] = []
    try:
        forks = can_fork()
        for _ in range(helpers):
            started.append(_forked(task, started) if forks else _fresh(task))
        waiting: deque[tuple[_Helper, A, bool]] = deque()
        for helper, item in zip(cycle(started), items, strict=False):
            waiting.append((helper, item, _give(helper, item)))
            if len(waiting) >= helpers * ahead:
                yield _result(task, *waiting.popleft())
        while waiting:
            yield _result(task, *waiting.popleft())
    finally:
        for helper in started:
            helper.pipe.close()
            helper.process.terminate()
        for helper in started:
            _end(helper.process)


def serve(pipe: "Connection[Any, Any]", task: Callable[[Any], Any] | None = None) -> None:
    """Work on what comes through a pipe until it is closed: the task first, unless it is given, then the items."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the caller, who ends this process
    gc.disable()  # a tenth of the time; what is cyclic goes between the items
    gc.freeze()
    with suppress(EOFError, ConnectionError):  # the caller is gone
        task = task or pipe.recv()
        while True:
            pipe.send(task(pipe.recv()))
            gc.collect()


def _forked(task: Callable[[Any], Any], before: list[_Helper]) -> _Helper:
    ours, theirs = Pipe()
    others = [ours, *(helper.pipe for helper in before)]
    process = get_context("fork").Process(target=_serve_forked, args=(theirs, others, task), daemon=True)
    process.start()
    theirs.close()
    return _Helper(process, ours)


def _serve_forked(
    pipe: "Connection[Any, Any]", others: list["Connection[Any, Any]"], task: Callable[[Any], Any]
) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # not what the caller does then
    os.environ.update(ONE_THREAD)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # an exception is raised, and told, by the caller
    for other in others:  # else nobody would see that the caller is gone
        other.close()
    serve(pipe, task)


def _fresh(task: Callable[[Any], Any]) -> _Helper:
    ours, theirs = Pipe()
    number = theirs.fileno()
    command = [sys.executable, "-P", "-c", _FRESH, str(number)]
    process = subprocess.Popen(
        command,
        pass_fds=(number,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | ONE_THREAD,
    )
    theirs.close()
    helper = _Helper(process, ours)
    with suppress(ConnectionError):  # dead already: its first result will say so
        ours.send(sys.path)
        ours.send(task)
    return helper


def _give(helper: _Helper, item: Any) -> bool:
    try:
        helper.pipe.send(item)
    except ConnectionError:
        return False
    return True


def _result(task: Callable[[A], B], helper: _Helper, item: A, given: bool) -> B:
    if given:
        with suppress(EOFError, ConnectionError):
            result: B = helper.pipe.recv()
            return result
    return task(item)


def _end(process: "BaseProcess | subprocess.Popen[bytes]") -> None:
    if isinstance(process, BaseProcess):
        process.join()
    else:
        process.wait()
