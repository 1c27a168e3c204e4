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
    part, whole = _capitals(prose) if params.sort == "capitals" else _symbols(prose)
    if params.sort == "capitals" and whole < params.min_chars / 2:
        return
    if whole and part / whole > params.above and not (params.sort == "symbols" and _ART.search(prose)):
        yield Hit("", {"share_percent": round(100 * part / whole)})


def _capitals(prose: str) -> tuple[int, int]:
    """Count the capitals, and the letters that have a case.

    >>> _capitals("NASA went, ÉTÉ"), _capitals("NASA went")
    ((7, 11), (4, 8))
    """
    if prose.isascii():
        data = prose.encode()
        small, capital = len(data.translate(None, _NO_SMALL)), len(data.translate(None, _NO_CAPITAL))
        return capital, small + capital
    cased = [c for c in prose if c.lower() != c.upper()]
    return sum(c.isupper() for c in cased), len(cased)


def _symbols(prose: str) -> tuple[int, int]:
    """Count the symbols, and all characters but blanks.

    >>> _symbols("a = b!"), _symbols("é = b!")
    ((2, 4), (2, 4))
    """
    if prose.isascii():
        seen = prose.encode().translate(None, _BLANK)
        return len(seen.translate(None, _ALNUM)), len(seen)
    every = [c for c in prose if not c.isspace()]
    return sum(not (c.isalnum() or _MARK.match(c)) for c in every), len(every)


_ASCII = [chr(code) for code in range(128)]
_NO_SMALL = "".join(c for c in _ASCII if not c.islower()).encode()
_NO_CAPITAL = "".join(c for c in _ASCII if not c.isupper()).encode()
_BLANK = "".join(c for c in _ASCII if c.isspace()).encode()
_ALNUM = "".join(c for c in _ASCII if c.isalnum()).encode()
_ART = re.compile(r"\\|^#!|[|$=_]{2}|^[ \t]*\||[─-╿▀-▟⠀-⣿]", re.M)  # drawings, tables, formulas
_MARK = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
                   "\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]")  # fmt: skip
