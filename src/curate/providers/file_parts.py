"""Images of OpenAI parts as Gemini files: {"fileData": {"mimeType", "fileUri"}}.

Covers: images in a bucket or at a public address whose type their name tells. Does not cover: data URLs, since no page
on tuning shows inline data, and addresses whose name tells no type.
"""

from typing import Any

SCHEMES = ("gs", "http", "https")
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


def as_file(part: dict[str, Any]) -> dict[str, Any] | None:
    """Return an image part as a file part, None where it cannot be one.

    >>> as_file({"type": "image_url", "image_url": {"url": "gs://b/I.JPG"}})["fileData"]
    {'mimeType': 'image/jpeg', 'fileUri': 'gs://b/I.JPG'}
    >>> as_file({"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}) is None
    True
    """
    image = part.get("image_url")
    url = image.get("url") if isinstance(image, dict) else image
    if not isinstance(url, str) or url.partition(":")[0].lower() not in SCHEMES:
        return None
    name = url if url.startswith("gs:") else url.partition("?")[0].partition("#")[0]
    kind = TYPES.get("." + name.rpartition(".")[2].lower())
    return {"type": "fileData", "fileData": {"mimeType": kind, "fileUri": url}} if kind else None


def is_image(part: Any) -> bool:
    return isinstance(part, dict) and part.get("type") in ("image_url", "image", "input_image")


def has_other_image(message: dict[str, Any]) -> bool:
    """Tell whether a message has an image that cannot be a file part."""
    content = message.get("content")
    return isinstance(content, list) and any(is_image(part) and as_file(part) is None for part in content)


def with_files(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message with its images as file parts; other parts, and images that cannot be one, as they are."""
    content = message.get("content")
    if not isinstance(content, list) or not any(map(is_image, content)):
        return message
    return message | {"content": [(as_file(part) or part) if is_image(part) else part for part in content]}
