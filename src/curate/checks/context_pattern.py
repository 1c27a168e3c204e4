"""A pattern that one side of the conversation must not hold, unless the other side gives a reason for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.checks import Screen
from curate.checks.pattern import holds, joined, matches, relaxed, without
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
    trusted: bool = True


def screen(params: Params) -> Screen:
    return Screen(params.literals, relaxed(joined(params.any)), max_bytes=4 * params.max_chars)


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit each message of the roles at its first match; values: match, n, role."""
    prompts: list[str] = []
    everything: list[str] = []
    hits = []
    for at, message in messages_of(record):
        text, role = text_of(message), message.get("role")
        found = _matches(text, params) if role in params.roles and _meant(at, message, record) else []
        # what was found is no reason for itself
        everything.append(without(params.any, text, params.trusted) if found and params.unless else text)
        if found and not _excused(params.unless_prompt, prompts, params):
            hits.append(Hit(f"{at}/content", {"match": found[0].strip(), "n": len(found), "role": role}))
        if role != "assistant":
            prompts.append(text)
    if hits and not _excused(params.unless, everything, params):
        yield from hits


def _meant(at: str, message: dict[str, Any], record: dict[str, Any]) -> bool:
    """Tell whether a message is one to be learnt: not a rejected one, nor one of weight 0."""
    if at.startswith("/rejected") or (at.startswith("/completion") and record.get("label") is False):
        return False
    return message.get("weight") != 0


def _matches(text: str, params: Params) -> list[str]:
    if (params.max_chars and len(text) > params.max_chars) or not _may(text, params.literals):
        return []
    prose = without_code(text) if params.code == "skip" else text
    found = matches(params.any, prose, params.trusted)
    return found if len(found) >= params.at_least and not _excused(params.unless_self, [text], params) else []


def _may(text: str, literals: tuple[str, ...]) -> bool:
    if not literals:
        return True
    low = text.lower()
    return any(literal in low for literal in literals)


def _excused(pattern: str, texts: list[str], params: Params) -> bool:
    return any(holds(pattern, text, params.trusted) for text in texts)
