"""One build at a time in a folder: a lock file that names its owner; that of a dead owner is taken over.

The file is locked for the system as well, where it can do that, so that of two builds that find a dead owner's file at
the same moment one gets it. The owner is `pid start host`: a pid alone may have been given to another process since,
and of a process on another machine nobody here can tell whether it lives.
"""

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from curate.errors import InputError

TRIES = 20  # a file that its owner removes while we open it is opened anew


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock at `path`; raise InputError with the owner's pid where another living process holds it."""
    handle = take(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def take(path: Path) -> int:
    """Return the open lock file; the lock ends when it is closed, however that comes about."""
    for _ in range(TRIES):
        try:
            handle = os.open(path, os.O_CREAT | os.O_RDWR)
        except OSError as error:
            raise InputError(f"{path.parent}: cannot be written: {error.strerror}") from None
        try:
            held = _hold(handle)
            owner = os.read(handle, 1000).decode(errors="replace")
            if not held or alive(owner):
                raise InputError(busy(path, path.parent, owner))
            if _still_there(path, handle):
                os.ftruncate(handle, 0)
                os.lseek(handle, 0, os.SEEK_SET)
                os.write(handle, me().encode())
                return handle
        except BaseException as error:
            os.close(handle)
            if isinstance(error, OSError):
                raise InputError(f"{path}: cannot be locked: {error.strerror}") from None
            raise
        os.close(handle)
    raise InputError(f"{path}: other builds keep taking this lock")


def _hold(handle: int) -> bool:
    """Lock the file for this process; False where another one has it."""
    if sys.platform == "win32":
        return True
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _still_there(path: Path, handle: int) -> bool:
    """Tell whether the file that we hold is the one that others find."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def me() -> str:
    """Return what a lock says of this process."""
    return f"{os.getpid()} {_start(os.getpid())} {socket.gethostname()}"


def busy(lock: object, folder: object, owner: str) -> str:
    """Say whose lock it is, and the way out."""
    pid, _, host = (*owner.split(), "", "", "")[:3]
    if host and host != socket.gethostname():
        return f"{folder}: process {pid} on {host} is building here; if it is gone, delete {lock}"
    return f"{folder}: process {pid} is building here; wait for it or choose another output"


def alive(owner: str) -> bool:
    """Tell whether the owner that a lock names may still be at work."""
    pid, start, host = (*owner.split(), "", "", "")[:3]
    if not pid.isdigit():
        return False
    if host and host != socket.gethostname():
        return True
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it runs, as another user
    return not start or start == _start(int(pid))


def _start(pid: int) -> str:
    """Return when a process began, in the system's ticks; "0" where the system does not say."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[19]
    except (OSError, IndexError):
        return "0"
