"""Files that tasks leave behind: written whole or not at all, believed only after a check.

A task's result is a folder `<work>/<phase>/<key>/` of files plus `done.json` with the size and SHA-256 of each.
A folder without a valid marker is made again, never believed.
"""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

MARKER = "done.json"


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
    making.mkdir()
    note = make(making)
    files = {p.name: (p.stat().st_size, sha256_file(p)) for p in sorted(making.iterdir())}
    (making / MARKER).write_text(json.dumps({"files": files, "note": note}))
    shutil.rmtree(folder, ignore_errors=True)
    try:
        making.rename(folder)
    except OSError:  # another worker finished the same key first: its bytes are the same
        shutil.rmtree(making)
    return note, False


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file under a temporary name, flush it to disk and rename it."""
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    with temporary.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
