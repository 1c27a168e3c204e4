"""Files that tasks leave behind: written whole or not at all, believed only after a check.

A task's result is a folder `<work>/<phase>/<key>/` of files plus `done.json` with the size and SHA-256 of each.
A folder without a valid marker is made again, never believed.
"""

import json
import os
import re
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

MARKER = "done.json"
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")


def sha256_file(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def done(folder: Path) -> dict[str, Any] | None:
    """Return what the task noted when it finished, or None where the folder is absent, cut or changed."""
    try:
        marker = json.loads((folder / MARKER).read_bytes())
        for name, (size, digest) in marker["files"].items():
            path = folder / name
            if path.stat().st_size != size or sha256_file(path) != digest:
                return None
    except (OSError, ValueError, KeyError):
        return None
    note: dict[str, Any] = marker["note"]
    return note


def once(folder: Path, make: Callable[[Path], dict[str, Any]]) -> tuple[dict[str, Any], bool]:
    """Return (note, reused): the note of a finished folder, or that of `make`, which fills a temporary one."""
    if (note := done(folder)) is not None:
        return note, True
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = folder.with_name(f"{folder.name}.{uuid4().hex[:8]}.tmp")
    try:
        making.mkdir()
        note = make(making)
        files = {p.name: (p.stat().st_size, sha256_file(p)) for p in sorted(making.iterdir())}
        (making / MARKER).write_text(json.dumps({"files": files, "note": note}))
        _put(making, folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)  # a full disk gets its room back
        raise
    return note, False


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


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, flush it to disk and rename it."""
    temporary = temporary_for(path)
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            flush(stream)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


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
