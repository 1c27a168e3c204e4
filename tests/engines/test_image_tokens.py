"""Images by OpenAI's tile rule: the examples of its guide, sizes read from data URLs, ranges where nothing is sure."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.engines.image_tokens import ImageTokens, image_tokens, size_of


def png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02"
    )


def jpeg(width: int, height: int) -> bytes:
    thumbnail = b"\xff\xe1" + (1000).to_bytes(2, "big") + b"\xff\xc0" * 499
    frame = b"\xff\xc2\0\x11\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8" + thumbnail + frame


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")


def webp(width: int, height: int) -> bytes:
    start = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a"
    return start + width.to_bytes(2, "little") + height.to_bytes(2, "little")


def url(raw: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{b64encode(raw).decode()}"


@pytest.mark.parametrize("make", [png, jpeg, gif, webp])
def test_sizes_are_read_from_the_first_bytes(make: object) -> None:
    assert size_of(url(make(640, 480))) == (640, 480)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("image", "least", "most"),
    [
        ({"url": url(png(1024, 1024)), "detail": "high"}, 765, 765),  # both of the guide
        ({"url": url(png(2048, 4096)), "detail": "high"}, 1105, 1105),
        ({"url": url(png(2048, 4096)), "detail": "auto"}, 85, 1105),
        ({"url": url(png(2048, 4096)), "detail": "low"}, 85, 85),
        ({"url": url(png(300, 200)), "detail": "high"}, 255, 1105),  # made larger, or not
        ({"url": "https://example.com/a.png", "detail": "high"}, 255, 1445),
        ({"url": "https://example.com/a.png"}, 85, 1445),
        (None, 85, 1445),
    ],
)
def test_tiles(image: object, least: int, most: int) -> None:
    assert image_tokens(image) == ImageTokens(least, most)


@given(
    st.binary(max_size=60), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF", b""])
)
def test_any_bytes_are_an_image_of_some_tokens(raw: bytes, start: bytes) -> None:
    found = image_tokens({"url": url(start + raw), "detail": "high"})
    assert 255 <= found.least <= found.most <= 1445
