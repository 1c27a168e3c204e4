"""A file as blocks of whole lines: memory holds a block, not the file, and processes can share the blocks.

A Span says where a block lies and is cheap to hand over; `load_block` reads it. A longer line is a block of its own.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from curate.errors import InputError

BLOCK_BYTES = 8 << 20


class Span(NamedTuple):
    """Where a block of a file lies: bytes [start, start + size), and the number of its first line."""

    path: Path
    start: int
    size: int
    first: int
    last: bool  # of the file


class Block(NamedTuple):
    lines: list[bytes]
    first: int
    last: bool


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


def load_block(span: Span) -> Block:
    """Read a block."""
    with span.path.open("rb") as stream:
        stream.seek(span.start)
        return Block(split_lines(stream.read(span.size)), span.first, span.last)


def split_lines(data: bytes) -> list[bytes]:
    r"""Split at \n and nowhere else; what stands after the last \n is a line, if it is anything.

    >>> split_lines(b"a\n\nb"), split_lines(b"a\n")
    ([b'a', b'', b'b'], [b'a'])
    """
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]
