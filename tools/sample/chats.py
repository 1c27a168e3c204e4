"""Invent support chats of a small shop from the phrases in text/; no two of them are near-duplicates.

Everything hangs on one random generator, so the same seed gives the same chats on every machine.
"""

import re
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml

TEXT = Path(__file__).resolve().parent / "text"
LANGUAGES = ("en", "ur", "ja")
DAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    "ur": ["پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ"],
    "ja": ["月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"],
}
MORE = {"en": "One more thing: ", "ur": "ایک اور بات: ", "ja": "もう一つ伺います。"}
MOST_ALIKE_RATIO = 0.6  # of word 5-grams; the build drops rows from 0.8


class Pair(NamedTuple):
    """A question and its answer, filled in."""

    topic: str
    ask: str
    answer: str


@cache
def phrases(language: str) -> dict[str, Any]:
    """Load the phrases of one language."""
    loaded: dict[str, Any] = yaml.safe_load((TEXT / f"{language}.yaml").read_text(encoding="utf-8"))
    return loaded


def fill(text: str, language: str, rng: Random) -> str:
    """Fill in {product}, {city}, {day} and {order}."""
    words = phrases(language)
    return text.format(
        product=rng.choice(words["products"]),
        city=rng.choice(words["cities"]),
        day=rng.choice(DAYS[language]),
        order=f"BK-{rng.randrange(20_000, 90_000)}",
    )


def pairs(language: str, rng: Random) -> list[Pair]:
    """Return every question with the answer that belongs to it, the same product and order in both, shuffled."""
    found = []
    for topic in phrases(language)["topics"]:
        for ask, answer in zip(topic["ask"], topic["answer"], strict=True):
            both = fill(f"{ask}\0{answer}", language, rng)
            found.append(Pair(topic["name"], *both.split("\0")))
    rng.shuffle(found)
    return found


def chat(language: str, rng: Random, *, questions: int = 2, thanks: float = 0.5) -> list[tuple[str, str]]:
    """Invent a conversation of (role, text): several questions, and perhaps a short exchange at the end."""
    words = phrases(language)
    turns: list[tuple[str, str]] = []
    for number, pair in enumerate(pairs(language, rng)[:questions]):
        before = f"{rng.choice(words['opens'])} " if number == 0 else MORE[language]
        turns += [("user", before + pair.ask), ("assistant", pair.answer)]
    if rng.random() < thanks:
        ask, answer = rng.choice(words["follows"])
        turns += [("user", ask), ("assistant", answer)]
    else:
        turns[-1] = ("assistant", f"{turns[-1][1]} {rng.choice(words['closes'])}")
    return turns


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return the 5-grams of words, where a Han or Kana character is a word."""
    words = re.findall(r"[぀-ヿ一-鿿]|[^\W぀-ヿ一-鿿]+", text.lower())
    return {tuple(words[n : n + 5]) for n in range(max(1, len(words) - 4))}


class Chats:
    """Hands out chats that resemble none handed out before; remembers the shingles of each."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.seen: list[set[tuple[str, ...]]] = []

    def is_new(self, text: str) -> bool:
        """Tell whether a text resembles nothing so far, and remember it if so."""
        mine = shingles(text)
        if any(len(mine & other) > MOST_ALIKE_RATIO * len(mine | other) for other in self.seen):
            return False
        self.seen.append(mine)
        return True

    def take(self, count: int, language: str, **how: Any) -> list[list[tuple[str, str]]]:
        """Return `count` new conversations."""
        taken: list[list[tuple[str, str]]] = []
        while len(taken) < count:
            turns = chat(language, self.rng, **how)
            if self.is_new(" ".join(text for _, text in turns)):
                taken.append(turns)
        return taken

    def singles(self, language: str) -> list[Pair]:
        """Return single questions with their answers, as many as are new."""
        return [p for p in pairs(language, self.rng) if self.is_new(f"{p.ask} {p.answer}")]
