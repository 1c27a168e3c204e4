"""What is wrong with the address or the data of one image, in words; an empty text where nothing is.

Covers: the scheme of the address, base64, the type against what the data is, size and colours (image_header.py).
Does not cover: images behind an address: nothing is fetched.
"""

import re
from base64 import b64decode
from binascii import Error

from curate.providers.image_header import header

_DATA_URL = re.compile(r"data:(image/[\w.+-]+);base64,(.*)", re.DOTALL)
_MAGIC = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}
_NAMED_SCHEMES = ("http", "https", "data", "gs", "s3", "file")  # others may be part of a row's text


def image_problem(url: str, schemes: list[str], types: list[str], max_bytes: int) -> str:
    """Say what is wrong with the address of an image, and with the data where it holds them; 0 bytes: no limit.

    >>> image_problem("https://example.org/a.png", ["data"], ["png"], 0)
    'https addresses are not read, use data'
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in schemes:
        shown = scheme if scheme in _NAMED_SCHEMES else "such"
        return f"{shown} addresses are not read, use {' or '.join(schemes)}"
    if scheme != "data":
        return ""
    match = _DATA_URL.fullmatch(url)
    if match is None:
        return "not a base64 data address (data:image/<type>;base64,<data>)"
    kind = match[1].removeprefix("image/").replace("jpg", "jpeg")
    if kind not in types:
        return f"type {kind[:12]} is not one of {', '.join(types)}"
    try:
        data = b64decode(match[2], validate=True)
    except (Error, ValueError):
        return "the base64 data does not decode"
    if max_bytes and len(data) > max_bytes:
        return f"{len(data):,} bytes, limit {max_bytes:,}"
    seen = next((name for magic, name in _MAGIC.items() if data.startswith(magic)), None)
    if seen is None:
        return "the data is not an image"
    return f"the data is {seen}, the address says {kind}" if seen != kind else ""


def header_problem(data: bytes, colours: tuple[str, ...], least_px: int, most_px: int | None) -> str:
    r"""Say what the header of an image says that is not taken; what is no image at all is for others to tell.

    >>> header_problem(b"GIF89a\x02\x00\x01\x00\x80\x00\x00", ("RGB",), 1, None)
    'its colours are palette, RGB are taken'
    """
    seen = header(data)
    if seen is None:
        return "its header is cut or broken" if any(map(data.startswith, _MAGIC)) else ""
    size = f"{seen.width_px:,} x {seen.height_px:,} pixels"
    if min(seen.width_px, seen.height_px) < least_px:
        return f"{size}, at least {least_px:,} are needed"
    if most_px is not None and max(seen.width_px, seen.height_px) > most_px:
        return f"{size}, limit {most_px:,}"
    if colours and seen.colours and seen.colours not in colours:
        return f"its colours are {seen.colours}, {' or '.join(colours)} are taken"
    return ""


def decoded(url: str) -> bytes:
    """Return the bytes of a data address, empty where it is none or does not decode."""
    match = _DATA_URL.fullmatch(url)
    try:
        return b64decode(match[2], validate=True) if match else b""
    except (Error, ValueError):
        return b""


def inline_problem(text: str, mime: str) -> str:
    """Say what is wrong with base64 data that a part calls `mime`; only images are looked into.

    >>> inline_problem("R0lGODlhAgABAIAAAA==", "image/png")
    'the data is gif, the part says image/png'
    """
    try:
        data = b64decode(text, validate=True)
    except (Error, ValueError):
        return "the base64 data does not decode"
    if not mime.startswith("image/"):
        return ""
    seen = header(data)
    if seen is None:
        return header_problem(data, (), 1, None)
    return "" if mime == f"image/{seen.kind}" else f"the data is {seen.kind}, the part says {mime[:24]}"
