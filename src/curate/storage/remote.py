"""A place on remote storage, named by any fsspec URL, with the part of `pathlib.Path` that stage files need.

Covers: object stores, where a file appears whole or not at all and nothing can be renamed; whatever fsspec or a package
that extends it knows (`s3://`, `gs://`, `abfs://`, `hdfs://`, `dir::file://`). Credentials are those that the package
finds.
Does not cover: `memory://`, which only one process sees.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple


class Unusable(ValueError):
    """A URL that leads nowhere; the message says what to install or to write."""


class Stat(NamedTuple):
    """The part of os.stat_result that stage files look at."""

    st_size: int


@dataclass(frozen=True)
class Remote:
    """A file or folder below a URL; picklable, because every process connects by itself."""

    url: str
    path: str = ""

    def __str__(self) -> str:
        return self.url.rstrip("/") + self.path

    def __truediv__(self, name: str) -> "Remote":
        return Remote(self.url, f"{self.path}/{name}")

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    def _connect(self) -> tuple[Any, str]:
        fs, root = connect(self.url)
        return fs, root.rstrip("/") + self.path

    def stat(self) -> Stat:
        fs, path = self._connect()
        return Stat(int(fs.size(path)))

    def open(self, mode: str = "rb") -> IO[bytes]:
        """Open for reading, from any offset; to write, use `write_bytes` or `upload`: whole objects only."""
        if mode != "rb":
            raise ValueError(f"mode {mode}: a remote file is written whole")
        fs, path = self._connect()
        stream: IO[bytes] = fs.open(path, "rb")
        return stream

    def read_bytes(self) -> bytes:
        fs, path = self._connect()
        data: bytes = fs.cat_file(path)
        return data

    def write_bytes(self, data: bytes) -> None:
        fs, path = self._connect()
        _in_folder(fs, path, lambda: fs.pipe_file(path, data))

    def upload(self, file: Path) -> None:
        fs, path = self._connect()
        _in_folder(fs, path, lambda: fs.put_file(str(file), path))

    def children(self) -> Iterator["Remote"]:
        """Yield what lies in a folder; nothing where there is none."""
        fs, path = self._connect()
        fs.invalidate_cache(path)
        try:
            names = fs.ls(path, detail=False)
        except FileNotFoundError:
            return
        for name in names:
            if (last := name.rstrip("/").rpartition("/")[2]) != path.rstrip("/").rpartition("/")[2]:
                yield self / last

    def remove(self) -> None:
        """Remove a file or a folder with all below it; nothing happens where there is none."""
        fs, path = self._connect()
        fs.invalidate_cache()
        try:
            fs.rm(path, recursive=True)
        except FileNotFoundError:
            return


def _in_folder(fs: Any, path: str, put: Callable[[], None]) -> None:
    """Put a file; make its folder first where that turns out to be missing, as object stores have none."""
    try:
        put()
    except FileNotFoundError:
        fs.makedirs(fs._parent(path), exist_ok=True)
        put()


def is_remote(place: str) -> bool:
    """Tell a URL of remote storage from a path.

    >>> [is_remote(place) for place in ("s3://bucket/x", "dir::file:///x", "file:///x", "work", "C:/work")]
    [True, True, False, False, False]
    """
    return ("://" in place and not place.startswith("file://")) or "::" in place


def connect(url: str) -> tuple[Any, str]:
    """Return fsspec's file system for a URL, kept by fsspec, and the path in it; raise Unusable."""
    if url.startswith("memory:"):
        raise Unusable(f"{url}: memory is seen by one process only; name storage that all workers reach")
    try:
        import fsspec
    except ImportError:
        raise Unusable(f"{url}: needs fsspec: install it with  pip install 'curatekit[ray]'") from None
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(url)
    except ImportError as error:
        raise Unusable(f"{url}: {error}, on every node") from None
    except ValueError as error:
        known = "a URL that fsspec knows, such as s3://bucket/folder"
        raise Unusable(f"{url}: {error}; name a path or {known}") from None
    return found
