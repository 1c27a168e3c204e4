"""A file as blocks of whole lines: memory holds a few blocks, not the file, and processes can share the blocks.

A Span says where a block of a plain file lies and is cheap to hand over; a Chunk holds what was unpacked of a packed
one. `load_block` makes a Block of either. A longer line is a block of its own.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from curate.errors import InputError
from curate.model import Finding

BLOCK_BYTES = 8 << 20
PACKED = (".gz", ".zst")
UNPACKED_RATIO = 4  # bytes of chat rows in a byte of a packed file; measured 3 to 8


class Stored(NamedTuple):
    """A file of lines that can be read again and again: plain, or `packed` (.gz, .zst)."""

    path: Path
    packed: str = ""

    @classmethod
    def of(cls, path: Path) -> "Stored":
        """Tell by its suffix whether a file is packed."""
        suffix = path.suffix.lower()
        return cls(path, suffix if suffix in PACKED else "")

    def about_bytes(self) -> int:
        """Return its size, of a packed file a guess at what it holds; raise InputError where there is no such file."""
        try:
            if self.path.is_dir():
                raise InputError(f"{self.path}: Is a directory")
            return self.path.stat().st_size * (UNPACKED_RATIO if self.packed else 1)
        except OSError as error:
            raise InputError(f"{self.path}: {error.strerror}") from None


class Span(NamedTuple):
    """Where a block of a file lies: bytes [start, start + size), and the number of its first line."""

    path: Path
    start: int
    size: int
    first: int
    last: bool  # of the file


class Chunk(NamedTuple):
    """A block that was unpacked, not yet cut into lines. `damage` says why it is the last one, where that is wrong."""

    data: bytes
    first: int
    last: bool
    damage: Finding | None = None

    @property
    def size(self) -> int:
        return len(self.data)


class Block(NamedTuple):
    lines: list[bytes]
    first: int
    last: bool
    damage: Finding | None = None


def pieces(stored: Stored, block_bytes: int = BLOCK_BYTES) -> Iterator[Span] | Iterator[Chunk]:
    """Yield the blocks of a file in order, as what can be handed over."""
    return chunks(stored, block_bytes) if stored.packed else spans(stored.path, block_bytes)


def chunks(stored: Stored, block_bytes: int = BLOCK_BYTES) -> Iterator[Chunk]:
    """Unpack a file block by block; where it is damaged, what came before and, with the last block, what is wrong."""
    from curate.parsing.unpack import damaged, unpacked

    first, held = 1, bytearray()
    try:
        with stored.path.open("rb") as file, unpacked(file, stored.packed) as stream:
            last = False
            while not last:
                data = stream.read(block_bytes)
                last = not stream.peek(1)
                cut = len(data) if last else data.rfind(b"\n") + 1
                if not cut and not last:
                    held += data
                    continue
                held += data[:cut]
                error = stream.raw.error  # type: ignore[attr-defined]
                damage = damaged(stored.packed, error) if error else None
                if held or damage:
                    yield Chunk(bytes(held), first, last, damage)
                first += held.count(b"\n")
                held = bytearray(data[cut:])
    except OSError as error:
        raise InputError(f"{stored.path}: {error.strerror or error}") from None


def spans(path: Path, block_bytes: int = BLOCK_BYTES) -> Iterator[Span]:
    """Yield the blocks of a file in order, its lines counted from 1; raise InputError where it cannot be read."""
    start, first = 0, 1
    try:
        with path.open("rb") as stream:
            while data := stream.read(block_bytes):
                while (cut := data.rfind(b"\n")) < 0 and (more := stream.read(block_bytes)):
                    data += more
                size = cut + 1 if cut >= 0 else len(data)
                stream.seek(start + size)
                last = not stream.peek(1)
                yield Span(path, start, size, first, last)
                start += size
                first += data.count(b"\n", 0, size)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None


def load_block(piece: Span | Chunk) -> Block:
    """Read a block."""
    if isinstance(piece, Chunk):
        return Block(split_lines(piece.data), piece.first, piece.last, piece.damage)
    with piece.path.open("rb") as stream:
        stream.seek(piece.start)
        return Block(split_lines(stream.read(piece.size)), piece.first, piece.last)


def damage_of(block: Block, source: str) -> Iterator[Finding]:
    """Yield what is wrong with a packed file whose last lines these are, at the last line that came out of it."""
    if block.damage is not None:
        yield replace(block.damage, source=source, line=block.first + len(block.lines) - 1 or None)


def split_lines(data: bytes) -> list[bytes]:
    r"""Split at \n and nowhere else; what stands after the last \n is a line, if it is anything.

    >>> split_lines(b"a\n\nb"), split_lines(b"a\n")
    ([b'a', b'', b'b'], [b'a'])
    """
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]
