"""A text that is nothing but one of these."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.checks.pattern import compiled
from curate.model import Hit

SCOPE = "segment"
_TRIM = re.compile(r"\A[\s\"'*_`\[(<{]+|[\s\"'*_`\])>}.!]+\Z")


@dataclass(frozen=True)
class Params:
    values: tuple[str, ...] = ()  # lower case, without the punctuation around
    raw: tuple[str, ...] = ()  # exact texts, after stripping white space
    any: tuple[str, ...] = ()  # expressions that must match the whole text
    max_chars: int = 200


def screen(params: Params) -> Screen:
    return Screen(max_bytes=4 * params.max_chars)


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text that is one of the values; values: text."""
    if len(text) > params.max_chars:
        return
    bare = text.strip()
    core = _TRIM.sub("", bare).lower()
    if bare in params.raw or core in params.values or (params.any and compiled(params.any).fullmatch(bare)):
        yield Hit("", {"text": bare})
