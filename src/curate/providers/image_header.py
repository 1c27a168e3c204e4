"""What the first bytes of an image say: its type, its size in pixels, and its colours. Nothing is decoded.

Covers: PNG, JPEG, GIF, WebP (lossy, lossless, extended). Does not cover: whether the pixels after the header are whole.
Source: the PNG specification (W3C, 2003), ITU T.81, GIF89a, the WebP container (RFC 9649).
"""

from struct import error as too_short
from struct import unpack_from
from typing import NamedTuple

PNG_COLOURS = {0: "grey", 2: "RGB", 3: "palette", 4: "grey with alpha", 6: "RGBA"}
JPEG_COLOURS = {1: "grey", 3: "RGB", 4: "CMYK"}  # three components are YCbCr, which every reader turns to RGB
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG markers that begin a frame
_ALONE = {0x01, *range(0xD0, 0xD8)}  # JPEG markers without a length


class Header(NamedTuple):
    """What the header of an image says."""

    kind: str  # png, jpeg, gif, webp
    width_px: int
    height_px: int
    colours: str  # "" where the header does not say


def header(data: bytes) -> Header | None:
    """Read the header of an image; None where the bytes are no image, or end within the header.

    >>> header(b"GIF89a\\x02\\x00\\x01\\x00\\x80\\x00\\x00")
    Header(kind='gif', width_px=2, height_px=1, colours='palette')
    """
    for magic, kind, read in READERS:
        if data.startswith(magic):
            try:
                size = read(data)
            except (IndexError, too_short):
                return None
            return Header(kind, *size) if size and size[0] > 0 and size[1] > 0 else None
    return None


def _png(data: bytes) -> tuple[int, int, str] | None:
    if data[12:16] != b"IHDR":
        return None
    width, height = unpack_from(">II", data, 16)
    return width, height, PNG_COLOURS.get(data[25], "")


def _jpeg(data: bytes) -> tuple[int, int, str] | None:
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1  # fill bytes
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker in _ALONE:
            at += 2
            continue
        if marker in (0xD9, 0xDA):  # the picture begins or ends, and no frame was there
            return None
        if marker in _FRAMES:
            height, width = unpack_from(">HH", data, at + 5)
            return width, height, JPEG_COLOURS.get(data[at + 9], "")
        at += 2 + int(unpack_from(">H", data, at + 2)[0])


def _gif(data: bytes) -> tuple[int, int, str]:
    width, height = unpack_from("<HH", data, 6)
    return width, height, "palette"


def _webp(data: bytes) -> tuple[int, int, str] | None:
    if data[8:12] != b"WEBP":
        return None
    form = data[12:16]
    if form == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        return (width, height, "RGBA" if data[20] & 0x10 else "RGB") if len(data) >= 30 else None
    if form == b"VP8L":
        bits = int(unpack_from("<I", data, 21)[0])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, "RGBA" if bits >> 28 & 1 else "RGB"
    if form == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF, "RGB"
    return None


READERS = (
    (b"\x89PNG\r\n\x1a\n", "png", _png),
    (b"\xff\xd8", "jpeg", _jpeg),
    (b"GIF8", "gif", _gif),
    (b"RIFF", "webp", _webp),
)
