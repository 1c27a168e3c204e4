"""Letters of another alphabet hidden in a word because they look the same: `pаypal` with a Cyrillic a."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit

SCOPE = "segment"
# Only letters that have the same shape in both alphabets: `SMSка` and `µm` are ordinary mixes.
_LOOKALIKES = "аеорсухіјѕһԁԛԝАВЕЅІЈКМНОРСТХΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲι"
_WORD = re.compile(rf"[A-Za-z{_LOOKALIKES}]+")
_HIDDEN = re.compile(f"[{_LOOKALIKES}]")
_OTHER = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_LATIN = re.compile("[A-Za-z]")


@dataclass(frozen=True)
class Params:
    min_latin: int = 2  # Latin letters in the word


def screen(params: Params) -> Screen:
    return Screen(regex=rf"[A-Za-z][{_LOOKALIKES}]|[{_LOOKALIKES}][A-Za-z]", non_ascii=True)


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text with such words; values: n, code (of the first hidden letter)."""
    found = []
    for match in _WORD.finditer(text):
        if not _HIDDEN.search(match[0]):
            continue
        start, end = match.span()
        if (start and _OTHER.match(text[start - 1])) or (end < len(text) and _OTHER.match(text[end])):
            continue  # the word goes on in its own alphabet
        if len(_LATIN.findall(match[0])) >= params.min_latin:
            found.append(match[0])
    if found:
        hidden = next(c for c in found[0] if not c.isascii())
        yield Hit("", {"n": len(found), "code": f"U+{ord(hidden):04X}"})
