"""A text that sets out to be JSON and is none: cut off or badly written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from curate.checks import Screen
from curate.model import Hit

SCOPE = "segment"
_START = re.compile(r'\s*(?:\{\s*"[^"\n]{1,80}"\s*:|\[\s*\{\s*"[^"\n]{1,80}"\s*:)')


@dataclass(frozen=True)
class Params:
    """Nothing to set."""


def screen(params: Params) -> Screen:
    return Screen(regex=r'\A\s*(?:\{|\[\s*\{)\s*"')


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text that begins like a JSON object and does not parse; values: problem."""
    if not _START.match(text):
        return
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if error.pos >= len(text.rstrip()):
            yield Hit("", {"problem": "stops before it is closed"})
        elif not _is_lines(text):
            yield Hit("", {"problem": f"{error.msg} at character {error.pos + 1}"})


def _is_lines(text: str) -> bool:
    """Tell whether every line is a JSON object of its own, or prose follows the object."""
    lines = [line for line in text.strip().split("\n") if line.strip()]
    try:
        for line in lines:
            orjson.loads(line)
    except orjson.JSONDecodeError:
        return _prose_follows(text)
    return True


def _prose_follows(text: str) -> bool:
    last = text.rstrip()[-1]
    return (
        last not in "}]"
        and "\n\n" in text
        and not text.rsplit("\n\n", 1)[1].lstrip().startswith(("{", "[", '"'))
    )
