"""Errors of the system that a user can mend: a full disk, a folder without permission. polars reports them as text."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EACCES, EDQUOT, EFBIG, EIO, EMFILE, ENFILE, ENOSPC, EPERM, EROFS
from pathlib import Path

import polars as pl

from curate.errors import CurateError

FULL = {ENOSPC, EDQUOT, EFBIG}
MENDABLE = FULL | {EACCES, EIO, EMFILE, ENFILE, EPERM, EROFS}
HEAD_NOT_WRITTEN = (
    "Invalid thrift: transport error"  # all that polars says where a full disk cuts the head of a page
)
_NUMBER = re.compile(r"\(os error (\d+)\)")


@contextmanager
def mendable(output: Path, work: Path) -> Iterator[None]:
    """Turn what a user can mend into one CurateError that says where, and how to go on."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        number = errno_of(error)
        if number not in MENDABLE:
            raise
        where = str(getattr(error, "filename", None) or output)
        help = "make room and run" if number in FULL else "mend that and run"
        raise CurateError(
            f"{where}: {os.strerror(number).lower()}{free(output, work) if number in FULL else ''}; {help} the same "
            "command again: what is finished is kept"
        ) from error


def errno_of(error: Exception) -> int | None:
    """Return the system's number of an error, also of one that polars put into words.

    >>> errno_of(OSError(28, "No space left on device")), errno_of(ValueError("disk: full (os error 28)"))
    (28, 28)
    >>> errno_of(ValueError("no")) is None
    True
    """
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if HEAD_NOT_WRITTEN in str(error):
        return ENOSPC
    found = _NUMBER.search(str(error))
    return int(found[1]) if found else None


def free(*folders: Path) -> str:
    """Say how much room there is, once for each file system."""
    disks = {folder.stat().st_dev: folder for folder in reversed(folders)}
    said = (f"{shutil.disk_usage(folder).free / 1e6:,.0f} MB free in {folder}" for folder in disks.values())
    return f" ({', '.join(said)})"
