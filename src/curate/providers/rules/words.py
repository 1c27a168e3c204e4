"""Words that a model keeps for itself: anywhere in the text they make the job fail."""

import re
from collections.abc import Iterator
from typing import Any

from curate.providers.found import step
from curate.providers.rules import Check, Hits, Scene, reads_text


def leaves(value: Any, at: str) -> Iterator[tuple[str, str]]:
    """Yield (pointer, text) of every string below a value, keys apart."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, step(at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, f"{at}/{index}")


def reserved(scene: Scene, words: list[str], keys: list[str]) -> Check:
    """Hit every text below the named top-level keys that holds one of the words, as they are written here."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))

    def check(record: dict[str, Any]) -> Hits:
        for key in keys:
            for pointer, text in leaves(record.get(key), f"/{key}"):
                if match := pattern.search(text):
                    yield pointer, {"word": match[0].strip()}

    return reads_text(check)


def long_message(scene: Scene, most: int) -> Check:
    """Hit a message of more characters than the service takes."""

    def check(record: dict[str, Any]) -> Hits:
        for index, turn in enumerate(scene.turns(record)):
            n = sum(len(text) for _, text in leaves(turn.get("content"), ""))
            if n > most:
                yield f"{scene.at}/{index}/content", {"n": n, "limit": most}

    return reads_text(check)
