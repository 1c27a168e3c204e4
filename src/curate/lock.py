"""One build at a time in a folder: a lock file with its owner's pid; the lock of a dead owner is taken over."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curate.errors import InputError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock at `path`; raise InputError with the owner's pid where another living process holds it."""
    take(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def take(path: Path) -> None:
    for _ in range(3):
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            owner = _owner(path)
            if owner and _alive(owner):
                raise InputError(
                    f"{path.parent}: process {owner} is building here; wait for it or choose another output"
                ) from None
            path.unlink(missing_ok=True)
            continue
        except OSError as error:
            raise InputError(f"{path.parent}: cannot be written: {error.strerror}") from None
        with os.fdopen(handle, "w") as stream:
            stream.write(str(os.getpid()))
        return
    raise InputError(f"{path}: another build keeps taking this lock")


def _owner(path: Path) -> int:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
