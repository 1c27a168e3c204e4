"""Which script a text is written in, and for Latin script which of eight languages, by its commonest words.

Covers: scripts by Unicode block; English, German, French, Spanish, Italian, Portuguese, Dutch, Turkish by stop words.
Does not cover: short texts, other languages in Latin script (the answer is "" then). A guess is made only with a wide
margin: it is used to raise alarms, not to sort data.
"""

import re
from collections import Counter
from string import ascii_letters

SCRIPTS = {
    "Latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f",
    "Hebrew": "\u0590-\u05ff",
    "Devanagari": "\u0900-\u097f",
    "Thai": "\u0e00-\u0e7f",
    "Hangul": "\uac00-\ud7af\u1100-\u11ff",
    "Kana": "\u3040-\u30ff",
    "Han": "\u3400-\u9fff",
}
_OF_SCRIPT = {name: re.compile(f"[{span}]") for name, span in SCRIPTS.items()}
_ASCII = re.compile(r"[\x00-\x7f]+")
_ASCII_LETTERS = ascii_letters.encode()
_WORD = re.compile(r"[^\W\d_]+")
_STOP = {
    "English": "the and of to is in that it for you with this are be as on have not was i your can",
    "German": "der die und ist das nicht ich sie mit ein eine zu den auf für von dem sich auch werden kann",
    "French": "le la les et est des une vous dans que pour pas je il sur avec ce plus sont être du",
    "Spanish": "el los las y es que una por con para no se su como más del está pero son puede",
    "Italian": "il che di è non per una sono con della gli si come più anche del nel questo può alla",
    "Portuguese": "o que não uma para com é do da em os se mais você como por são na dos pode",
    "Dutch": "de het een en van is niet dat op te zijn met voor je ik aan er maar ook kan",
    "Turkish": "ve bir bu için ile da de çok daha olarak olan gibi ne var mı değil ben en kadar sonra",
}
_WORDS = {name: frozenset(words.split()) for name, words in _STOP.items()}
MOST_CHARS = 4_000  # of a text that are looked at


def script_of(text: str, least: float = 0.8) -> str:
    """Name the script of at least that share of the letters; "" where there is none. Han with Kana is Kana.

    >>> script_of("Привет, как дела?"), script_of("これは日本語です"), script_of("ab 漢字"), script_of("123")
    ('Cyrillic', 'Kana', '', '')
    """
    text = text[:MOST_CHARS]
    if text.isascii():
        return "Latin" if any(c.isalpha() for c in text) else ""
    wide = _ASCII.sub("", text)  # what is left is little
    plain = text.encode("ascii", "ignore")
    counts = {name: len(letters.findall(wide)) for name, letters in _OF_SCRIPT.items()}
    counts["Latin"] += len(plain) - len(plain.translate(None, _ASCII_LETTERS))
    counts = {name: n for name, n in counts.items() if n}
    if "Kana" in counts and "Han" in counts:
        counts["Kana"] += counts.pop("Han")
    total = sum(counts.values())
    name = max(counts, key=lambda key: counts[key], default="")
    return name if total and counts[name] >= least * total else ""


def language_of(text: str, least_hits: int = 6, margin: float = 2.0) -> str:
    """Name the language of a Latin-script text by its stop words; "" unless one is far ahead.

    >>> language_of("The cat is on the table and it is not for you to have.")
    'English'
    """
    words = _WORD.findall(text[:MOST_CHARS].lower())
    seen = Counter(words)
    counts: Counter[str] = Counter()
    for name, known in _WORDS.items():
        counts[name] = sum(seen[word] for word in known & seen.keys())
    ranked = counts.most_common(2)
    if ranked[0][1] < max(least_hits, 0.15 * len(words)) or len(_WORDS[ranked[0][0]] & seen.keys()) < 3:
        return ""
    return ranked[0][0] if ranked[0][1] >= margin * ranked[1][1] else ""
