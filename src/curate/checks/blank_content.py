"""A message that says nothing: null, missing, empty, white space or invisible characters only."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import messages_of, text_of

SCOPE = "record"
SHAPE_ONLY = True
INVISIBLE = re.compile(r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e"
                       r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]*")  # fmt: skip


@dataclass(frozen=True)
class Params:
    roles: tuple[str, ...] = ("assistant",)
    sides: tuple[str, ...] = ("messages", "chosen", "rejected", "completion")
    instead: tuple[str, ...] = (
        "tool_calls",
        "function_call",
        "refusal",
        "audio",
    )  # what may stand for content


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit messages of the roles without content and without what may stand for it; values: role, what."""
    for at, message in messages_of(record):
        if message.get("role") not in params.roles or at.split("/")[1] not in params.sides:
            continue
        if any(message.get(key) for key in params.instead):
            continue
        content = message.get("content")
        if isinstance(content, list):
            if any(isinstance(p, dict) and p.get("type", "text") != "text" for p in content):
                continue  # an image says something
        elif not isinstance(content, str | None):
            continue  # a wrong type is another rule's
        text = text_of(message)
        if INVISIBLE.fullmatch(text):
            where = f"{at}/content" if "content" in message else at
            yield Hit(where, {"role": message["role"], "what": _what(message, text)})


def _what(message: dict[str, Any], text: str) -> str:
    if "content" not in message:
        return "no content"
    if message["content"] is None:
        return "null content"
    if not text:
        return "empty content"
    return "only white space" if text.isspace() else "only invisible characters"
