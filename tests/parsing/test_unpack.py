"""Packed streams: whole ones are read through, damaged ones up to the damage."""

import gzip
import io
import random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from curate.parsing.unpack import Unpacked, unpacked

TEXT = b"".join(b'{"n": %d, "x": %d}\n' % (n, random.Random(n).getrandbits(64)) for n in range(12_000))
PACK = {".gz": lambda data: gzip.compress(data, mtime=0), ".zst": zstandard.compress, "": bytes}
PACKED = {kind: pack(TEXT) for kind, pack in PACK.items()}
kinds = pytest.mark.parametrize("kind", [".gz", ".zst"])


def read(data: bytes, kind: str) -> tuple[bytes, str | None]:
    stream = unpacked(io.BytesIO(data), kind)
    out = stream.read()
    assert isinstance(stream.raw, Unpacked)
    return out, stream.raw.error


@pytest.mark.parametrize("kind", list(PACK))
@pytest.mark.parametrize("data", [b"", b"x", TEXT, b"a" * 5_000_000], ids=["empty", "one", "rows", "bomb"])
def test_whole_files(kind: str, data: bytes) -> None:
    assert read(PACK[kind](data), kind) == (data, None)


@kinds
def test_members_one_after_another_and_padding(kind: str) -> None:
    assert read(PACK[kind](b"one\n") + PACK[kind](TEXT) + b"\0" * 512, kind) == (b"one\n" + TEXT, None)


@kinds
@given(share=st.floats(0.01, 0.99))
def test_a_cut_file_gives_what_came_before_the_cut_and_says_so(kind: str, share: float) -> None:
    packed = PACKED[kind]
    out, error = read(packed[: int(len(packed) * share)], kind)
    assert TEXT.startswith(out)
    assert error is not None


@kinds
def test_half_a_file_gives_rows(kind: str) -> None:
    packed = PACK[kind](TEXT)
    assert len(read(packed[: len(packed) // 2], kind)[0]) > len(TEXT) // 4


@kinds
@pytest.mark.parametrize("data", [b"garbage behind", b"\x1f\x8b" + b"x" * 50])
def test_garbage_behind_the_data_is_told(kind: str, data: bytes) -> None:
    out, error = read(PACK[kind](TEXT) + data, kind)
    assert out == TEXT
    assert error is not None
