"""Images inside a row: how many, from where, of which type, and whether the data decodes."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import Any

from curate.providers.image_header import header
from curate.providers.rules import Check, Hits, Scene

_DATA_URL = re.compile(r"data:(image/[\w.+-]+);base64,(.*)", re.DOTALL)
_MAGIC = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}


def images(scene: Scene, record: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Yield (pointer, turn, url) of every image_url part of a turn."""
    for turn, message in enumerate(scene.turns(record)):
        content = message.get("content")
        for index, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict) and part.get("type") == "image_url":
                value = part.get("image_url")
                url = value.get("url") if isinstance(value, dict) else value
                if isinstance(url, str):
                    yield f"{scene.at}/{turn}/content/{index}/image_url", turn, url


def count(scene: Scene, most: int, also: str = "prompt", files: bool = False) -> Check:
    """Hit a row with more images than a row may have, in its turns and in the parts of the field `also`.

    With `files`, images are file parts of Gemini turns.
    """

    def check(record: dict[str, Any]) -> Hits:
        if files:
            n = sum(_is_image(part) for _, part in file_parts(scene, record))
        else:
            n = sum(1 for _ in images(scene, record))
        parts = record.get(also)
        n += sum(
            isinstance(part, dict) and part.get("type") == "image_url"
            for part in (parts if isinstance(parts, list) else ())
        )
        if n > most:
            yield scene.at, {"n": n, "limit": most}

    return check


def source(scene: Scene, schemes: list[str], types: list[str], max_bytes: int = 0) -> Check:
    """Hit an image that is not at an allowed place, not of an allowed type, too large, or not decodable."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, url in images(scene, record):
            if problem := image_problem(url, schemes, types, max_bytes):
                yield pointer, {"problem": problem}

    return check


def image_problem(url: str, schemes: list[str], types: list[str], max_bytes: int) -> str:
    """Say what is wrong with the address of an image; empty when nothing is.

    >>> image_problem("https://example.org/a.png", ["data"], ["png"], 0)
    'https addresses are not read, use data'
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in schemes:
        shown = scheme if scheme in ("http", "https", "data", "gs", "s3", "file") else "such"
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


def large(scene: Scene, max_bytes: int) -> Check:
    """Hit a data address that is longer than that of an image of so many bytes."""
    longest = len("data:image/jpeg;base64,") + 4 * max_bytes // 3

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, url in images(scene, record):
            if url.startswith("data:") and len(url) > longest:
                yield pointer, {"n": len(url) * 3 // 4, "limit": max_bytes}

    return check


def data(scene: Scene) -> Check:
    """Hit a data address that holds no image; other addresses are left alone."""
    types = ["jpeg", "png", "webp", "gif"]

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, url in images(scene, record):
            if url.startswith("data:") and (problem := image_problem(url, ["data"], types, 0)):
                yield pointer, {"problem": problem}

    return check


def pixels(
    scene: Scene, colours: tuple[str, ...] = (), least_px: int = 1, most_px: int | None = None
) -> Check:
    """Hit an image in a data address whose header is cut, or says a size or colours that are not taken."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, url in images(scene, record):
            data = decoded(url)
            if data and (problem := header_problem(data, tuple(colours), least_px, most_px)):
                yield pointer, {"problem": problem}

    return check


def header_problem(data: bytes, colours: tuple[str, ...], least_px: int, most_px: int | None) -> str:
    r"""Say what the header of an image says that is not taken; empty for none, and for what is no image at all.

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


def inline(scene: Scene) -> Check:
    """Hit inline data of a Gemini part that is no base64, or an image of another type than it says."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, part in file_parts(scene, record):
            for key, mime in (("inlineData", "mimeType"), ("inline_data", "mime_type")):
                given = part[key] if isinstance(part.get(key), dict) else {}
                if isinstance(text := given.get("data"), str) and (
                    problem := inline_problem(text, str(given.get(mime, "")))
                ):
                    yield f"{pointer}/{key}/data", {"problem": problem}

    return check


def inline_problem(text: str, mime: str) -> str:
    """Say what is wrong with inline data; empty when nothing is.

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


FILES = ("fileData", "inlineData", "file_data", "inline_data")


def file_parts(scene: Scene, record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (pointer, part) of every part of a Gemini turn that is a file."""
    for turn, content in enumerate(scene.turns(record)):
        parts = content.get("parts")
        for index, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict) and any(key in part for key in FILES):
                yield f"{scene.at}/{turn}/parts/{index}", part


def _is_image(part: dict[str, Any]) -> bool:
    given: dict[str, Any] = next((part[key] for key in FILES if isinstance(part.get(key), dict)), {})
    return str(given.get("mimeType", given.get("mime_type"))).startswith("image/")


def file_places(scene: Scene, schemes: list[str]) -> Check:
    """Hit a fileData part at an address that the service does not read."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, part in file_parts(scene, record):
            for key, inner in (("fileData", "fileUri"), ("file_data", "file_uri")):
                uri = part[key].get(inner) if isinstance(part.get(key), dict) else None
                if isinstance(uri, str) and uri.partition(":")[0] not in schemes:
                    yield f"{pointer}/{key}/{inner}", {"schemes": " or ".join(schemes)}

    return check


def no_files(scene: Scene) -> Check:
    """Hit a part that is not text, where only text is tuned."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _ in file_parts(scene, record):
            yield pointer, {}

    return check


def model(scene: Scene) -> Check:
    """Hit an image in a row for a model that takes text only."""

    def check(record: dict[str, Any]) -> Hits:
        if scene.model.get("images") is False:
            for pointer, _, _ in images(scene, record):
                yield pointer, {"model": scene.model["id"]}
                return

    return check


def weighted(scene: Scene) -> Check:
    """Hit a turn with an image and a weight other than 0."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, turn, _ in images(scene, record):
            if scene.turns(record)[turn].get("weight"):
                yield pointer, {}

    return check


def no_images(scene: Scene) -> Check:
    """Hit the first image of a row, where only text is tuned."""

    def check(record: dict[str, Any]) -> Hits:
        for pointer, _, _ in images(scene, record):
            yield pointer, {}
            return

    return check


def undocumented(scene: Scene, types: list[str]) -> Check:
    """Hit a part of a type that chats know and no page on tuning shows."""

    def check(record: dict[str, Any]) -> Hits:
        for turn, message in enumerate(scene.turns(record)):
            content = message.get("content")
            for index, part in enumerate(content if isinstance(content, list) else ()):
                if isinstance(part, dict) and part.get("type") in types:
                    yield f"{scene.at}/{turn}/content/{index}", {"type": part["type"]}

    return check
