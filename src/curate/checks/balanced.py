"""What is opened must be closed: code fences and tags."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from curate.checks import Screen
from curate.model import Hit
from curate.prose import fences, without_code

SCOPE = "segment"


@dataclass(frozen=True)
class Params:
    what: str = "fence"  # fence | tags
    tags: tuple[str, ...] = ()
    lone_end: bool = False  # True: hit an end tag without its beginning; False: a beginning without its end


def screen(params: Params) -> Screen:
    if params.what == "fence":
        return Screen(literals=("```", "~~~"))
    return Screen(literals=tuple(f"</{tag}>" if params.lone_end else f"<{tag}>" for tag in params.tags))


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text where something stays open; values: what, line."""
    if params.what == "fence":
        for first, _, closed in fences(text):
            if not closed:
                yield Hit("", {"what": "code fence", "line": first + 1})
        return
    prose = without_code(text)
    for tag in params.tags:
        depth = lone = 0
        for match in _tag(tag).finditer(prose):
            if match[1]:
                depth, lone = (depth - 1, lone) if depth else (0, lone + 1)
            else:
                depth += 1
        if (lone if params.lone_end else depth) > 0:
            yield Hit("", {"what": tag, "line": 0})


@cache
def _tag(name: str) -> re.Pattern[str]:
    return re.compile(f"(?i)<(/?){re.escape(name)}>")
