"""Keys, tokens and passwords by their literal prefix: the list of rules/entities, with the same regular expressions.

Covers: a candidate counts where its entropy is high enough and it holds no stop word (`example`, `your_`). Does not
cover: what the list only reports (`api_key = ...`). The value is never part of a hit.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from curate.checks import Screen
from curate.model import Hit
from curate.redaction.values import entropy_bits
from curate.resources import folder
from curate.shipped_yaml import read_yaml

SCOPE = "segment"
_MOST_CHARS = 200_000  # of one text that are looked at


@dataclass(frozen=True)
class Params:
    leave_out: tuple[str, ...] = ()  # ids in rules/entities/secrets.yaml


class _Secret(NamedTuple):
    name: str
    keywords: tuple[str, ...]
    ignore_case: bool
    regex: str
    min_entropy_bits: float


def screen(params: Params) -> Screen:
    return Screen(
        literals=tuple(sorted({word.lower() for one in _secrets(params.leave_out) for word in one.keywords}))
    )


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text once, at its first secret; values: what (its kind), n."""
    text = text[:_MOST_CHARS]
    low = text.lower()
    names: list[str] = []
    for one in _secrets(params.leave_out):
        if any(word.lower() in low if one.ignore_case else word in text for word in one.keywords):
            names += [one.name for match in _pattern(one).finditer(text) if _counts(match, one)]
    if names:
        yield Hit("", {"what": names[0], "n": len(names)})


@cache
def _pattern(one: _Secret) -> re.Pattern[str]:
    return re.compile(one.regex, re.I if one.ignore_case else 0)


def _counts(match: re.Match[str], one: _Secret) -> bool:
    value = match[1] if match.re.groups else match[0]
    low = (value or "").lower()
    return (
        bool(low) and entropy_bits(value) >= one.min_entropy_bits and not any(w in low for w in _stop_words())
    )


@cache
def _list() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(folder("rules") / "entities" / "secrets.yaml")
    return found


@cache
def _stop_words() -> tuple[str, ...]:
    return tuple(_list()["stop_words"])


@cache
def _secrets(leave_out: tuple[str, ...]) -> tuple[_Secret, ...]:
    return tuple(
        _Secret(
            entry["name"],
            tuple(entry["keywords"]),
            bool(entry.get("ignore_case")),
            entry["regex"],
            entry.get("min_entropy_bits") or 0,
        )
        for entry in _list()["secrets"]
        if entry.get("action") != "report" and entry["id"] not in leave_out
    )
