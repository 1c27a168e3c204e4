"""Text in the composed Unicode form (NFC): an accent is part of its letter, not a mark behind it.

Covers: letters that were taken apart. Does not cover: marks that NFC only re-orders or takes apart itself (Hebrew
points, Indic nuktas), which are usual as they are.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit

SCOPE = "segment"


@dataclass(frozen=True)
class Params:
    """Nothing to set."""


def screen(params: Params) -> Screen:
    return Screen(
        regex=r"[\x{300}-\x{345}\x{3099}\x{309A}\x{1161}-\x{1175}\x{11A8}-\x{11C2}]", non_ascii=True
    )


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text that gets shorter in NFC; values: n (characters that would be joined)."""
    if unicodedata.is_normalized("NFC", text):
        return
    n = len(text) - len(unicodedata.normalize("NFC", text))
    if n > 0:
        yield Hit("", {"n": n})


def fix(text: str, params: Params) -> str:
    return unicodedata.normalize("NFC", text)
