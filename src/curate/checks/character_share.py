"""Too large a share of one sort of character: shouting, symbol noise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit
from curate.prose import without_code

SCOPE = "segment"
# of few ranges, since \p{Ll} and \p{L} take 1 to 3 ms to compile; both let more through than they must
_CAPITALS = r"\A[^a-z\x{DF}-\x{F6}\x{F8}-\x{FF}\x{3AC}-\x{3CE}\x{430}-\x{45F}]{12}"
_SYMBOLS = (  # noise has such a run somewhere
    r"(?:[^0-9A-Za-z\s\x{C0}-\x{D6}\x{D8}-\x{F6}\x{F8}-\x{2C1}\x{391}-\x{3A1}\x{3A3}-\x{3F5}\x{400}-\x{481}\x{48A}-\x{52F}"
    r"\x{5D0}-\x{5EA}\x{620}-\x{669}\x{904}-\x{963}\x{E01}-\x{E3A}\x{3041}-\x{3096}\x{30A1}-\x{30FA}\x{4E00}-\x{9FFF}"
    r"\x{AC00}-\x{D7A3}]\s*){5}"
)


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
