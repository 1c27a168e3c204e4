"""How many tokens an image of a chat message is, as far as its size and its `detail` tell.

gpt-4o and gpt-4.1, the models that are tuned with images: `low` is 85. `high` is 85 and 170 for each tile of 512
pixels, after the image was made to fit into 2,048 x 2,048 and its shorter side into 768. Whether a smaller image is
made larger is told both ways, and `auto` leaves the choice to the service: those are ranges. Source: OpenAI's guide to
images and vision, "calculating costs", platform.openai.com/docs/guides/images-vision, as agentscope's OpenAI token
counter and others have it, read 2026-11-22.

Does not cover: other vocabularies than OpenAI's, video, documents.
"""

from base64 import b64decode
from binascii import Error
from math import ceil
from typing import Any, NamedTuple

BASE, TILE, TILE_PIXELS = 85, 170, 512
LONGEST, SHORTER = 2048, 768
MOST_TILES = 8  # 2,048 x 768
HEAD_CHARS = 1 << 18  # of base64: a size stands in the first bytes, behind a JPEG's thumbnail at the latest


class ImageTokens(NamedTuple):
    least: int
    most: int


def image_tokens(image: Any) -> ImageTokens:
    """Return the range for the `image_url` of a content part; equal ends where the count is sure.

    >>> image_tokens({"url": "https://example.com/a.png", "detail": "low"})
    ImageTokens(least=85, most=85)
    >>> image_tokens("https://example.com/a.png")
    ImageTokens(least=85, most=1445)
    """
    url, detail = (image.get("url"), image.get("detail")) if isinstance(image, dict) else (image, None)
    if detail == "low":
        return ImageTokens(BASE, BASE)
    size = size_of(url) if isinstance(url, str) else None
    least, most = tiles(*size) if size else (1, MOST_TILES)
    return ImageTokens(BASE + TILE * least if detail == "high" else BASE, BASE + TILE * most)


def tiles(width: int, height: int) -> tuple[int, int]:
    """Return the tiles of an image: as it is where it is small, and made as large as allowed.

    >>> tiles(1024, 1024), tiles(2048, 4096), tiles(300, 200)
    ((4, 4), (6, 6), (1, 6))
    """
    fit = min(1, LONGEST / max(width, height))
    width, height = round(width * fit), round(height * fit)
    scale = SHORTER / max(1, min(width, height))
    found = [
        ceil(round(width * s) / TILE_PIXELS) * ceil(round(height * s) / TILE_PIXELS)
        for s in (min(1, scale), scale)
    ]
    return found[0], min(max(found), MOST_TILES)


def size_of(url: str) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF, JPEG or WebP inside a data URL; None for anything else."""
    head, comma, data = url.partition(";base64,")
    if not comma or not head.startswith("data:image/"):
        return None
    cut = data[:HEAD_CHARS]
    try:
        raw = b64decode(cut[: len(cut) // 4 * 4])
    except (Error, ValueError):
        return None
    size = _size(raw)
    return size if size and min(size) > 0 else None


def _size(raw: bytes) -> tuple[int, int] | None:
    if raw.startswith(b"\x89PNG\r\n\x1a\n") and len(raw) >= 24:
        return _number(raw[16:20]), _number(raw[20:24])
    if raw.startswith((b"GIF87a", b"GIF89a")) and len(raw) >= 10:
        return int.from_bytes(raw[6:8], "little"), int.from_bytes(raw[8:10], "little")
    if raw.startswith(b"\xff\xd8"):
        return _jpeg(raw)
    if raw[:4] == b"RIFF" and raw[8:12] == b"WEBP" and len(raw) >= 30:
        return _webp(raw)
    return None


def _jpeg(raw: bytes) -> tuple[int, int] | None:
    """Walk the segments to the first start of a frame."""
    at = 2
    while at + 9 <= len(raw) and raw[at] == 0xFF:
        marker = raw[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _number(raw[at + 7 : at + 9]), _number(raw[at + 5 : at + 7])
        at += 1 if marker == 0xFF else 2 + max(2, _number(raw[at + 2 : at + 4]))
    return None


def _webp(raw: bytes) -> tuple[int, int] | None:
    kind = raw[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(raw[24:27], "little"), 1 + int.from_bytes(raw[27:30], "little")
    if kind == b"VP8 ":
        return int.from_bytes(raw[26:28], "little") & 0x3FFF, int.from_bytes(raw[28:30], "little") & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(raw[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None


def _number(raw: bytes) -> int:
    return int.from_bytes(raw, "big")
