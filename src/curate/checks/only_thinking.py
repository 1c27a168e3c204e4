"""Reasoning with nothing behind it: no answer is learnt."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from curate.checks import Screen
from curate.checks.blank_content import INVISIBLE
from curate.model import Hit
from curate.records import messages_of, text_of

SCOPE = "record"


@dataclass(frozen=True)
class Params:
    tags: tuple[str, ...] = ("think", "thinking", "reasoning", "thought")


def screen(params: Params) -> Screen:
    return Screen(literals=tuple(f"<{tag}>" for tag in params.tags))


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit a record whose trained answers hold reasoning and nothing behind it; values: n (answers)."""
    answers = [m for _, m in messages_of(record) if m.get("role") == "assistant" and m.get("weight") != 0]
    said = [message for message in answers if _says_something(message)]
    if said and not any(_beyond_thinking(message, params) for message in said):
        yield Hit("/messages", {"n": len(said)})


def _says_something(message: dict[str, Any]) -> bool:
    if any(message.get(key) for key in ("tool_calls", "function_call", "refusal", "audio")):
        return True
    return not INVISIBLE.fullmatch(text_of(message))


def _beyond_thinking(message: dict[str, Any], params: Params) -> bool:
    if message.get("tool_calls") or message.get("function_call") or message.get("refusal"):
        return True
    return not INVISIBLE.fullmatch(without_thoughts(text_of(message), params.tags))


def without_thoughts(text: str, tags: tuple[str, ...]) -> str:
    """Cut what stands between a tag and its end; what is never closed stays. Linear, however many tags are opened.

    >>> without_thoughts("<think>a</think>b<think>c", ("think",))
    'b<think>c'
    """
    kept, end = [], 0
    never_closed: set[str] = set()
    for match in _open(tags).finditer(text):
        tag = match[1].lower()
        if match.start() < end or tag in never_closed:
            continue
        closed = _close(tag).search(text, match.end())
        if closed:
            kept.append(text[end : match.start()])
            end = closed.end()
        else:
            never_closed.add(tag)
    return "".join([*kept, text[end:]])


@cache
def _open(tags: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"<({'|'.join(tags)})>", re.I)


@cache
def _close(tag: str) -> re.Pattern[str]:
    return re.compile(f"</{tag}>", re.I)
