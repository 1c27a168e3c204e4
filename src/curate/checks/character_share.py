"""Too large a share of one sort of character: shouting, symbol noise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit
from curate.prose import without_code

SCOPE = "segment"
_CAPITALS = r"\A[^\p{Ll}]{12}"
_SYMBOLS = r"(?:[^\p{L}\p{N}\p{M}\s]\s*){5}"  # noise has such a run somewhere


@dataclass(frozen=True)
class Params:
    sort: str = "capitals"  # capitals (of cased letters) | symbols (of all but blanks)
    above: float = 0.9
    min_chars: int = 60
    min_words: int = 10


def screen(params: Params) -> Screen:
    regex = _CAPITALS if params.sort == "capitals" else _SYMBOLS
    return Screen(regex=regex, min_bytes=params.min_chars)


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text above the share; values: share_percent."""
    prose = without_code(text)
    if len(prose) < params.min_chars or len(prose.split(None, params.min_words)) < params.min_words:
        return
    if params.sort == "capitals":
        cased = [c for c in prose if c.lower() != c.upper()]
        part, whole = sum(c.isupper() for c in cased), len(cased)
        if whole < params.min_chars / 2:
            return
    else:
        if _ART.search(prose):
            return
        seen = [c for c in prose if not c.isspace()]
        part, whole = sum(not (c.isalnum() or _MARK.match(c)) for c in seen), len(seen)
    if whole and part / whole > params.above:
        yield Hit("", {"share_percent": round(100 * part / whole)})


_ART = re.compile(r"\\|^#!|[|$=_]{2}|^[ \t]*\||[─-╿▀-▟⠀-⣿]", re.M)  # drawings, tables, formulas
_MARK = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
                   "\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")  # fmt: skip
