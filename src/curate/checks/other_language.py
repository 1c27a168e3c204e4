"""An answer in another language than its prompt, where nothing in the row asks for that.

Covers: another script (Cyrillic answer to an English question), another of eight Latin languages, stray words of
another script in a Latin answer. Does not cover: short answers; rows in which any message names a language or asks for
a translation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.checks import Screen
from curate.languages import SCRIPTS, language_of, script_of
from curate.model import Hit
from curate.prose import without_code
from curate.records import messages_of, text_of

SCOPE = "record"
_NAMED = re.compile(
    r"(?i)translat|übersetz|tradu|перев|翻译|翻訳|번역|\blanguage|\blanguages\b|sprache|langue|idioma|lingua|язык|语言|"
    r"\b(?:english|german|french|spanish|italian|portuguese|dutch|turkish|russian|ukrainian|greek|arabic|hebrew|hindi|"
    r"thai|korean|japanese|chinese|mandarin|cantonese|kanji|hiragana|katakana|hanzi|pinyin|latin|cyrillic|polish|czech|"
    r"swedish|danish|norwegian|finnish|hungarian|romanian|vietnamese|indonesian|urdu|persian|farsi|bengali|sanskrit|"
    r"deutsch|français|español|italiano|português|nederlands|türkçe|inglés|anglais|englisch|alemán|francés)\b|"
    r"英语|中文|日语|法语|德语|日本語|英語|русск|английск|немецк|한국어|영어"
)
# scripts that do not stand in the middle of a Latin sentence; Greek letters do, as symbols
_STRAY = ("Han", "Kana", "Hangul", "Cyrillic", "Arabic", "Hebrew", "Devanagari", "Thai")
_FOREIGN_WORD = re.compile("|".join(
    f"(?P<{name}>[{SCRIPTS[name]}]{{{1 if name == 'Han' else 3},}})" for name in _STRAY
))  # fmt: skip
_ASIDE = re.compile(
    r"\([^()\n]{0,200}\)|\"[^\"\n]{0,200}\"|“[^”\n]{0,200}”|«[^»\n]{0,200}»|\*[^*\n]{1,200}\*|`[^`\n]{0,200}`"
)
_CJK = ("Han", "Kana", "Hangul")


@dataclass(frozen=True)
class Params:
    what: str = "script"  # script | language | stray
    min_letters: int = 30


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit answers that leave the language of the user; values: asked, answered."""
    asked = ""
    hits = []
    for at, message in messages_of(record):
        text = text_of(message)
        role = message.get("role")
        if role == "user":
            asked = text
        elif role == "assistant" and asked and not at.startswith("/rejected"):
            found = _LOOKS[params.what](asked, text, params)
            hits += [Hit(f"{at}/content", {"asked": found[0], "answered": found[1]})] if found else []
    if hits and not any(_NAMED.search(text_of(message)) for _, message in messages_of(record)):
        yield from hits


def _script(asked: str, answer: str, params: Params) -> tuple[str, str] | None:
    if asked.isascii() and answer.isascii():
        return None
    one, other = script_of(asked), script_of(without_code(answer))
    if not one or not other or one == other or {one, other} <= {"Han", "Kana"}:
        return None
    letters = sum(c.isalpha() for c in answer[:4000])
    enough = params.min_letters if other not in _CJK else params.min_letters // 3
    asked_letters = sum(c.isalpha() for c in asked[:4000])
    return (one, other) if letters >= enough and asked_letters >= 8 else None


# One of these stands in any longer text of the languages that are told apart here, apart from English.
_FOREIGN = (" der ", " die ", " und ", " nicht ", " que ", " los ", " una ", " les ", " des ", " est ", " het ",
            " een ",
            " niet ", " che ", " di ", " non ", " não ", " uma ", " bir ", " ve ", " için ")  # fmt: skip


def screen(params: Params) -> Screen:
    if params.what == "language":
        return Screen(literals=_FOREIGN)
    return Screen(non_ascii=True)


def _language(asked: str, answer: str, params: Params) -> tuple[str, str] | None:
    if len(answer) < 60 or len(asked) < 25:
        return None
    if not any(word in answer or word in asked for word in _FOREIGN):
        return None
    other = language_of(answer)
    if not other:
        return None
    one = language_of(asked, least_hits=3)
    return (one, other) if one and one != other else None


def _stray(asked: str, answer: str, params: Params) -> tuple[str, str] | None:
    """Find words of another script in a Latin answer, outside brackets and quotation marks."""
    if answer.isascii() or _FOREIGN_WORD.search(asked):
        return None
    answer = answer[:4000]
    if not _FOREIGN_WORD.search(answer) or not (found := _FOREIGN_WORD.search(_ASIDE.sub("", answer))):
        return None
    n = sum(len(match[0]) for match in _FOREIGN_WORD.finditer(answer))
    latin = sum(c.isascii() and c.isalpha() for c in answer)
    most = 0.2 if found.lastgroup == "Han" else 2.0
    return ("Latin", f"{n} {found.lastgroup} characters") if latin >= 40 and n <= most * latin else None


_LOOKS = {"script": _script, "language": _language, "stray": _stray}
