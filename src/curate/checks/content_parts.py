"""Content given as parts: each an object of a known type with the field that the type needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import messages_of

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    fields: dict[str, str] | None = None  # part type -> the field it needs
    urls: tuple[str, ...] = ("http://", "https://", "data:", "gs://", "s3://", "file:")


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit each part that is not an object, has no known type or lacks its field; values: problem."""
    for at, message in messages_of(record):
        content = message.get("content")
        if isinstance(content, list):
            if not content:
                yield Hit(f"{at}/content", {"problem": "no parts at all"})
            for index, part in enumerate(content):
                if problem := _problem(part, params):
                    yield Hit(f"{at}/content/{index}", {"problem": problem})


def _problem(part: Any, params: Params) -> str:
    if not isinstance(part, dict):
        return f"a part must be an object, not {type(part).__name__}"
    kind = part.get("type")
    fields = params.fields or {}
    if not isinstance(kind, str):
        return "the part has no type"
    if kind not in fields:
        return f"unknown part type {kind[:40]}"
    field = fields[kind]
    value = part.get(field)
    if value is None:
        return f"the {kind} part has no {field}"
    if kind == "text" and not isinstance(value, str):
        return "the text of a text part must be a string"
    url = value.get("url") if isinstance(value, dict) else value
    if field == "image_url" and not (isinstance(url, str) and url.startswith(params.urls)):
        return "the image has no address that a trainer can read"
    return ""
