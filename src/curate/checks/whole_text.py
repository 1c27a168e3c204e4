"""A text that is nothing but one of these."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.checks.pattern import compiled, holds, joined, relaxed
from curate.model import Hit

SCOPE = "segment"
_AROUND = r"\s\"'*_`\[\](){}<>"
_TRIM = re.compile(rf"\A[{_AROUND}]+|[{_AROUND}.!]+\Z")


@dataclass(frozen=True)
class Params:
    values: tuple[str, ...] = ()  # lower case, without the punctuation around
    raw: tuple[str, ...] = ()  # exact texts, after stripping white space
    any: tuple[str, ...] = ()  # expressions that must match the whole text
    max_chars: int = 200
    trusted: bool = True


def screen(params: Params) -> Screen:
    words = "|".join(re.escape(value) for value in sorted(params.values))
    exact = "|".join(re.escape(value) for value in sorted(params.raw))
    ways = [rf"(?i:[{_AROUND}]*(?:{words})[{_AROUND}.!]*)"] if words else []
    ways += [rf"\s*(?:{exact})\s*"] if exact else []
    ways += [rf"\s*(?:{relaxed(joined(params.any))})\s*"] if params.any else []
    return Screen(regex=rf"\A(?:{'|'.join(ways)})\z", max_bytes=4 * params.max_chars)


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text that is one of the values; values: text."""
    if len(text) > params.max_chars:
        return
    bare = text.strip()
    core = _TRIM.sub("", bare).lower()
    if bare in params.raw or core in params.values or _is_one(bare, params):
        yield Hit("", {"text": bare})


def _is_one(text: str, params: Params) -> bool:
    if not params.any:
        return False
    if params.trusted:
        return bool(compiled(params.any).fullmatch(text))
    return holds(rf"\A(?:{joined(params.any)})\z", text, trusted=False)
