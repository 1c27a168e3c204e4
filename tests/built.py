"""What a build left behind, for tests that compare two builds."""

from pathlib import Path


def outputs(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every output of a build, by its path in the folder; the work directory is no output."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and ".curate" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
