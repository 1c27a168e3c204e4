"""A pattern that one side of the conversation must not hold, unless the other side gives a reason for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.checks import Screen
from curate.checks.pattern import compiled, joined
from curate.model import Hit
from curate.prose import without_code
from curate.records import messages_of, text_of

SCOPE = "record"


@dataclass(frozen=True)
class Params:
    any: tuple[str, ...] = ()
    literals: tuple[str, ...] = ()  # lower case; every hit holds one of them
    roles: tuple[str, ...] = ("assistant",)
    unless: str = ""  # a reason in any message of the row: no hit
    unless_prompt: str = ""  # a reason in what comes before (system, user, tool): no hit
    unless_self: str = ""  # a reason in the message itself
    code: str = "skip"
    at_least: int = 1
    max_chars: int = 0  # only texts up to this length; 0 = any


def screen(params: Params) -> Screen:
    return Screen(params.literals, joined(params.any), max_bytes=4 * params.max_chars)


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit each message of the roles at its first match; values: match, n, role."""
    prompts: list[str] = []
    everything: list[str] = []
    hits = []
    for at, message in messages_of(record):
        text, role = text_of(message), message.get("role")
        found = _matches(text, params) if role in params.roles and _meant(at, message, record) else []
        everything.append(_without(text, found) if found and params.unless else text)
        if found and not _excused(params.unless_prompt, prompts):
            hits.append(Hit(f"{at}/content", {"match": found[0].strip(), "n": len(found), "role": role}))
        if role != "assistant":
            prompts.append(text)
    if hits and not _excused(params.unless, everything):
        yield from hits


def _meant(at: str, message: dict[str, Any], record: dict[str, Any]) -> bool:
    """Tell whether a message is one to be learnt: not a rejected one, nor one of weight 0."""
    if at.startswith("/rejected") or (at.startswith("/completion") and record.get("label") is False):
        return False
    return message.get("weight") != 0


def _without(text: str, found: list[str]) -> str:
    """Cut the matches out: what was found is no reason for itself."""
    for match in set(found):
        text = text.replace(match, " ")
    return text


def _matches(text: str, params: Params) -> list[str]:
    if (params.max_chars and len(text) > params.max_chars) or not _may(text, params.literals):
        return []
    prose = without_code(text) if params.code == "skip" else text
    found = [match[0] for match in compiled(params.any).finditer(prose)]
    return found if len(found) >= params.at_least and not _excused(params.unless_self, [text]) else []


def _may(text: str, literals: tuple[str, ...]) -> bool:
    if not literals:
        return True
    low = text.lower()
    return any(literal in low for literal in literals)


def _excused(pattern: str, texts: list[str]) -> bool:
    return bool(pattern) and any(compiled((pattern,)).search(text) for text in texts)
