"""Images and files inside a row: how many, from where, of which type, and whether their data is an image."""

from collections.abc import Iterator
from typing import Any

from curate.providers.image_problems import decoded, header_problem, image_problem, inline_problem
from curate.providers.rules import Check, Hits, Scene


def parts(
    scene: Scene, record: dict[str, Any], key: str = "content"
) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield (pointer, turn, part) of every part that is an object, of the turns whose `key` holds a list."""
    for turn, message in enumerate(scene.turns(record)):
        content = message.get(key)
        for index, part in enumerate(content if isinstance(content, list) else ()):
            if isinstance(part, dict):
                yield f"{scene.at}/{turn}/{key}/{index}", turn, part


def images(scene: Scene, record: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Yield (pointer, turn, url) of every image_url part of a turn."""
    for pointer, turn, part in parts(scene, record):
        if part.get("type") == "image_url":
            value = part.get("image_url")
            url = value.get("url") if isinstance(value, dict) else value
            if isinstance(url, str):
                yield f"{pointer}/image_url", turn, url


def count(scene: Scene, most: int, also: str = "prompt", files: bool = False) -> Check:
    """Hit a row with more images than a row may have, in its turns and in the parts of the field `also`.

    With `files`, images are file parts of Gemini turns.
    """

    def check(record: dict[str, Any]) -> Hits:
        if files:
            n = sum(_is_image(part) for _, part in file_parts(scene, record))
        else:
            n = sum(1 for _ in images(scene, record))
        beside = record.get(also)
        n += sum(
            isinstance(part, dict) and part.get("type") == "image_url"
            for part in (beside if isinstance(beside, list) else ())
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


FILES = ("fileData", "inlineData", "file_data", "inline_data")


def file_parts(scene: Scene, record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (pointer, part) of every part of a Gemini turn that is a file."""
    for pointer, _, part in parts(scene, record, "parts"):
        if any(key in part for key in FILES):
            yield pointer, part


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
        for pointer, _, part in parts(scene, record):
            if part.get("type") in types:
                yield pointer, {"type": part["type"]}

    return check
