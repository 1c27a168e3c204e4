"""gzip and Zstandard files as streams that end where their data end, and then say what was wrong."""

import zlib
from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO

import zstandard

from curate.model import Finding, Severity

# little at once: a few bytes of either kind can stand for megabytes
BLOCK_BYTES = {".gz": 1 << 16, ".zst": 1 << 12}


def unpacked(stream: BinaryIO, packed: str) -> BufferedReader:
    """Return a buffered stream of the unpacked bytes; `.raw.error` is None until damage is met.

    `packed` is `.gz`, `.zst` or empty for a file that is not packed. Files of several members are read through.
    """
    return BufferedReader(Unpacked(stream, packed), 1 << 20)


def damaged(packed: str, error: str) -> Finding:
    """Say what was wrong with a file, and that rows are missing."""
    return Finding(
        "structure/damaged-container",
        Severity.ERROR,
        f"the {packed or 'file'} data end early or are damaged: {error[:100]}",
        help="fetch or pack the file again; rows behind the damage are missing",
        effect="rejected",
    )


class Unpacked(RawIOBase):
    """Unpacks block by block; what came before damage is handed out, what comes behind it is not believed."""

    def __init__(self, inner: BinaryIO, packed: str) -> None:
        self.inner = inner
        self.packed = packed
        self.error: str | None = None
        self.ready = memoryview(b"")
        self.engine: Any = None  # of the member at hand
        self.rest = b""  # packed bytes that were read and not yet unpacked
        self.ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # all that BufferedReader gives
        if not self.packed:
            return self._plain(buffer)
        while not self.ready and not self.ended:
            self.ready = memoryview(self._next())
        count = min(len(buffer), len(self.ready))
        buffer[:count] = self.ready[:count]
        self.ready = self.ready[count:]
        return count

    def _plain(self, buffer: memoryview) -> int:
        try:
            data = self.inner.read(len(buffer))
        except OSError as error:
            self.error = error.strerror or "cannot be read"
            return 0
        buffer[: len(data)] = data
        return len(data)

    def _next(self) -> bytes:
        """Unpack one block; at the end of the data, or at damage, set `ended`."""
        try:
            data = self.rest or self.inner.read(BLOCK_BYTES[self.packed])
            self.rest = b""
            if not data:
                self.ended = True
                if self.engine is not None:
                    self.error = "they stop in the middle"
                return b""
            if self.engine is None:
                data = data.lstrip(b"\0")  # padding between or behind members
                self.engine = _engine(self.packed) if data else None
                if not data:
                    return b""
            return self._unpack(data)
        except (OSError, zlib.error, zstandard.ZstdError) as error:
            self.ended, self.error = True, str(error) or type(error).__name__
            return b""

    def _unpack(self, data: bytes) -> bytes:
        if self.packed == ".gz":
            out: bytes = self.engine.decompress(data, 1 << 20)
            self.rest = self.engine.unconsumed_tail
        else:
            out = self.engine.decompress(data)
        if self.engine.eof:
            self.rest = self.engine.unused_data
            self.engine = None
        return out

    def close(self) -> None:
        self.inner.close()
        super().close()


def _engine(packed: str) -> Any:
    return zlib.decompressobj(31) if packed == ".gz" else zstandard.ZstdDecompressor().decompressobj()
