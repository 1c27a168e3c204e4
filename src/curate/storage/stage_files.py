"""Files that tasks leave behind: written whole or not at all, believed only after a check.

A task's result is a folder `<work>/<phase>/<key>/` of files plus `done.json` with the size and SHA-256 of each.
A folder without a valid marker is made again, never believed. Folders on remote storage hold the same files; there the
marker is what makes a folder whole, because nothing can be renamed.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from uuid import uuid4

from curate.storage.remote import Remote

MARKER = "done.json"
Place = Path | Remote
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")


def sha256_file(path: Place) -> str:
    """Return the SHA-256 of a file in hex, read a megabyte at a time."""
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def done(folder: Place, of: Container[str] | None = None) -> dict[str, Any] | None:
    """Return what the task noted when it finished, or None where the folder is absent, cut or changed.

    `of` names the files that are looked at, without their suffix, where a caller reads only these.
    """
    try:
        marker = json.loads((folder / MARKER).read_bytes())
        for name, (size, digest) in marker["files"].items():
            path = folder / name
            if of is not None and name.partition(".")[0] not in of:
                continue
            if path.stat().st_size != size or sha256_file(path) != digest:
                return None
    except (OSError, ValueError, KeyError):
        return None
    note: dict[str, Any] = marker["note"]
    return note


def once(folder: Place, make: Callable[[Path], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Return (note, reused): the note of a finished folder, or that of `make`, which fills a temporary one."""
    if (note := done(folder)) is not None:
        return note, True
    if isinstance(folder, Remote):
        return _upload(folder, make), False
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = folder.with_name(f"{folder.name}.{uuid4().hex[:8]}.tmp")
    try:
        making.mkdir()
        note = make(making)
        (making / MARKER).write_bytes(_marker(making, note))
        _put(making, folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)  # a full disk gets its room back
        raise
    return note, False


def _marker(making: Path, note: dict[str, Any]) -> bytes:
    files = {p.name: (p.stat().st_size, sha256_file(p)) for p in sorted(making.iterdir())}
    return json.dumps({"files": files, "note": note}).encode()


def _upload(folder: Remote, make: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    """Make a folder here and copy it, file by file, the marker last; a marker that was there goes first."""
    with TemporaryDirectory(prefix="curate-") as name:
        making = Path(name)
        note = make(making)
        marker = _marker(making, note)
        (folder / MARKER).remove()
        for path in sorted(making.iterdir()):
            (folder / path.name).upload(path)
    (folder / MARKER).write_bytes(marker)
    return note


def _put(making: Path, folder: Path) -> None:
    """Rename a finished folder; one that another worker finished first is left alone: its bytes are the same."""
    try:
        making.rename(folder)
    except OSError:
        if done(folder) is not None:
            shutil.rmtree(making)
            return
        shutil.rmtree(folder)
        making.rename(folder)


def write_atomically(path: Place, data: bytes) -> None:
    """Write a file under a temporary name, flush it to disk and rename it."""
    if isinstance(path, Remote):
        path.write_bytes(data)
        return
    with open_atomically(path) as stream:
        stream.write(data)


@contextmanager
def open_atomically(path: Path) -> Iterator[IO[bytes]]:
    """Open a file that takes its name when it is whole and on the disk; where that fails, what was there stays."""
    temporary = temporary_for(path)
    try:
        with temporary.open("wb") as stream:
            yield stream
            flush(stream)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def readable(path: Place) -> Path | BytesIO:
    """Return what polars can read: the path, or the bytes of a remote file."""
    return BytesIO(path.read_bytes()) if isinstance(path, Remote) else path


def children(folder: Place) -> Iterator[Place]:
    """Yield what lies in a folder; nothing where there is none."""
    yield from folder.children() if isinstance(folder, Remote) else folder.glob("*")


def remove(path: Place) -> None:
    """Remove a file, or a folder with all that is in it."""
    if isinstance(path, Remote):
        path.remove()
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def temporary_for(path: Path) -> Path:
    """Return a name beside a file, on the same file system, that no reader takes for it."""
    return path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")


def flush(stream: IO[bytes]) -> None:
    """Wait until what was written is on the disk; a disk without room may say so only now."""
    stream.flush()
    os.fsync(stream.fileno())


def sweep(folder: Path) -> None:
    """Remove the temporary files that a build which was killed left in a folder."""
    for path in folder.glob(".*.tmp"):
        if _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)
