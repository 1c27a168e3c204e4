"""Headers of images: written here byte by byte, every cut of them, and what rules say of them."""

import struct
import zlib
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.providers.image_header import Header, header
from curate.providers.image_problems import header_problem, image_problem


def png(width: int, height: int, colour: int) -> bytes:
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body))


def jpeg(width: int, height: int, components: int, marker: int = 0xC0) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    table = b"\xff\xc4" + struct.pack(">H", 4) + b"\0\0"  # no frame, though C4 looks like one
    frame = struct.pack(">BHHB", 8, height, width, components) + bytes(3 * components)
    return (
        b"\xff\xd8"
        + app
        + table
        + b"\xff"
        + b"\xff"
        + bytes([marker])
        + struct.pack(">H", len(frame) + 2)
        + frame
    )


def webp(form: bytes, body: bytes) -> bytes:
    chunk = form + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


LOSSY = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 40, 30))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 39 | 29 << 14 | 1 << 28))
EXTENDED = webp(b"VP8X", b"\x10\0\0\0" + (39).to_bytes(3, "little") + (29).to_bytes(3, "little"))
CASES = [
    (png(40, 30, 2), Header("png", 40, 30, "RGB")),
    (png(1, 9000, 6), Header("png", 1, 9000, "RGBA")),
    (png(40, 30, 0), Header("png", 40, 30, "grey")),
    (jpeg(40, 30, 3), Header("jpeg", 40, 30, "RGB")),
    (jpeg(40, 30, 1, 0xC2), Header("jpeg", 40, 30, "grey")),
    (jpeg(40, 30, 4), Header("jpeg", 40, 30, "CMYK")),
    (b"GIF89a" + struct.pack("<HH", 40, 30), Header("gif", 40, 30, "palette")),
    (LOSSY, Header("webp", 40, 30, "RGB")),
    (LOSSLESS, Header("webp", 40, 30, "RGBA")),
    (EXTENDED, Header("webp", 40, 30, "RGBA")),
]


@pytest.mark.parametrize(("data", "expected"), CASES)
def test_a_header_is_read(data: bytes, expected: Header) -> None:
    assert header(data) == expected
    assert header(data + b"more") == expected


@pytest.mark.parametrize(("data", "expected"), CASES)
def test_a_cut_header_is_none_or_the_same(data: bytes, expected: Header) -> None:
    assert {header(data[:n]) for n in range(len(data))} <= {None, expected}


@given(st.sampled_from([data for data, _ in CASES]), st.integers(0, 60), st.binary(min_size=1, max_size=4))
def test_any_bytes_are_read_without_an_error(data: bytes, at: int, other: bytes) -> None:
    header(data[:at] + other + data[at + len(other) :])
    header(data[:2] + other)


@pytest.mark.parametrize(
    ("data", "least", "most", "expected"),
    [
        (png(40, 30, 2), 1, None, ""),
        (png(40, 24, 2), 25, None, "40 x 24 pixels, at least 25 are needed"),
        (jpeg(8193, 30, 3), 10, 8192, "8,193 x 30 pixels, limit 8,192"),
        (png(40, 30, 3), 1, None, "its colours are palette, RGB or RGBA are taken"),
        (png(40, 30, 2)[:20], 1, None, "its header is cut or broken"),
        (b"no image", 1, None, ""),
    ],
)
def test_what_a_rule_says(data: bytes, least: int, most: int | None, expected: str) -> None:
    assert header_problem(data, ("RGB", "RGBA"), least, most) == expected


def test_the_type_beside_the_data() -> None:
    url = "data:image/jpeg;base64," + b64encode(png(2, 1, 2)).decode()
    assert image_problem(url, ["data"], ["png", "jpeg"], 0) == "the data is png, the address says jpeg"
