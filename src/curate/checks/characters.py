"""Characters that text must not hold, apart from the places where they mean something."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from curate.checks import Screen
from curate.model import Hit

SCOPE = "segment"
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
# where U+200C and U+200D shape letters: Arabic, Syriac, Indic, Sinhala, Khmer, Mongolian; and where 200B breaks lines
_JOINING = ("\u0600-\u08ff\u0900-\u0dff\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc\u1000-\u109f\u0f00-\u0fff"
            "\u1b00-\u1cff\U00011000-\U000114ff")  # fmt: skip
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u1a20-\u1aaf\u3040-\u30ff\u3400-\u9fff"
_EMOJI = ("\u00a9\u00ae\u203c-\u3299\U0001f000-\U0001faff\ufe0f\u20e3\U0001f3fb-\U0001f3ff")  # fmt: skip
EXCEPTIONS = {
    "emoji": rf"(?<=[{_EMOJI}])\u200d(?=[{_EMOJI}])",
    "joining": rf"(?<=[{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?=[{_JOINING}])",
    "line_break": rf"(?<=[{_NO_SPACES}])\u200b|\u200b(?=[{_NO_SPACES}])",
    "flag": "\U0001f3f4[\U000e0061-\U000e007a\U000e0030-\U000e0039]{1,6}\U000e007f",
    "ideograph": "(?<=[\u3400-\u9fff\U00020000-\U000323af])[\U000e0100-\U000e01ef]",
}


@dataclass(frozen=True)
class Params:
    ranges: tuple[str, ...] = ()  # "200B" or "202A-202E"
    but: tuple[str, ...] = ()  # exceptions by name: emoji, joining, line_break, flag, ideograph
    rtl: bool = False  # True: legal in a text with right-to-left letters
    replace_by: str = ""  # what a fix writes instead


def screen(params: Params) -> Screen:
    spans = "".join(rf"\x{{{a}}}-\x{{{b or a}}}" for a, b in _bounds(params.ranges))
    return Screen(regex=f"[{spans}]", non_ascii=all(int(a, 16) > 0x7F for a, _ in _bounds(params.ranges)))


def _bounds(ranges: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(a, b) for a, _, b in (item.partition("-") for item in ranges)]


@cache
def _class(ranges: tuple[str, ...]) -> re.Pattern[str]:
    spans = "".join(f"\\U{int(a, 16):08x}-\\U{int(b or a, 16):08x}" for a, b in _bounds(ranges))
    return re.compile(f"[{spans}]")


@cache
def _legal(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(EXCEPTIONS[name] for name in names))


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text with such characters; values: n, code (of the first), codes (all different ones)."""
    pattern = _class(params.ranges)
    if not pattern.search(text) or (params.rtl and _RTL.search(text)):
        return
    left = _legal(params.but).sub("", text) if params.but else text
    found = pattern.findall(left)
    if found:
        codes = [f"U+{ord(c):04X}" for c in dict.fromkeys(found)]
        yield Hit("", {"n": len(found), "code": codes[0], "codes": ", ".join(codes[:5])})


def fix(text: str, params: Params) -> str:
    """Replace the characters where they mean nothing."""
    if params.rtl and _RTL.search(text):
        return text
    pattern = _class(params.ranges)
    if not params.but:
        return pattern.sub(params.replace_by, text)
    out, end = [], 0
    for match in _legal(params.but).finditer(text):
        out += [pattern.sub(params.replace_by, text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*out, pattern.sub(params.replace_by, text[end:])])
