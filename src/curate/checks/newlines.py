"""Line ends other than a line feed inside a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit

SCOPE = "segment"


@dataclass(frozen=True)
class Params:
    ends: str = "odd"  # cr: carriage returns | odd: U+2028, U+2029, U+0085, vertical tab, form feed


_FIND = {"cr": re.compile("\r\n?"), "odd": re.compile("[\u2028\u2029\u0085\x0b\x0c]")}


def screen(params: Params) -> Screen:
    return Screen(regex=r"\r" if params.ends == "cr" else r"[\x{2028}\x{2029}\x{85}\x0b\x0c]")


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text with such line ends; values: n, code, mixed."""
    found = _FIND[params.ends].findall(text)
    if found:
        codes = [f"U+{ord(c[0]):04X}" for c in dict.fromkeys(found)]
        plain = text.count("\n") - text.count("\r\n")
        yield Hit(
            "", {"n": len(found), "code": ", ".join(codes), "mixed": "mixed with" if plain else "instead of"}
        )


def fix(text: str, params: Params) -> str:
    return _FIND[params.ends].sub("\n", text)
