"""Tasks for executors. A worker imports them, so they stand in a module and not in a test."""

import os
import signal
from pathlib import Path


def double(n: int) -> int:
    return 2 * n


def fail(n: int) -> int:
    raise ValueError(f"no {n}")


def die(n: int) -> int:
    """Kill the worker, every time."""
    os.kill(os.getpid(), signal.SIGKILL)
    return n


def die_once(folder: Path, n: int) -> int:
    """Kill the worker at the number 2, once for a folder, which then holds the file `died`."""
    mark = folder / "died"
    if n == 2 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return n
