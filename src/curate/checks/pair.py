"""The two answers of a preference row: both there, different, and the chosen one better."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.checks.pattern import compiled
from curate.model import Hit
from curate.records import calls_of, text_of

SCOPE = "record"
NEEDS = ("chosen", "rejected")
_WORDS = re.compile(r"\w+")
_REFUSAL = re.compile(
    r"(?i)\A\W*(?:i(?:'|’)?m (?:very |really |so )?sorry|i am sorry|sorry|i apologi[sz]e|unfortunately|as an ai\b)?"
    r"[^.!?\n]{0,60}\b(?:i (?:can(?:no|'|’)?t|am (?:unable|not able)|(?:'|’)?m (?:unable|not able)|won(?:'|’)t|"
    r"do(?:n(?:'|’)t| not) have (?:the ability|access))|i must decline)\b"
)


@dataclass(frozen=True)
class Params:
    problem: str = "same"  # missing | same | near | empty | refusal | inverted | prefix
    near: float = 0.95  # Jaccard similarity of the words
    unless_prompt: str = ""  # refusal: a prompt that deserves one


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit a preference row that has the problem; values: what, n."""
    chosen, rejected = record.get("chosen"), record.get("rejected")
    if params.problem == "missing":
        yield from _missing(record)
    elif isinstance(chosen, list) and isinstance(rejected, list):
        good, bad = _said(chosen), _said(rejected)
        hit = _LOOKS[params.problem](good, bad, params, record)
        if hit:
            yield Hit("/chosen" if params.problem in ("refusal", "inverted") else "/rejected", hit)


def _missing(record: dict[str, Any]) -> Iterator[Hit]:
    for side in ("chosen", "rejected"):
        messages = record.get(side)
        if not isinstance(messages, list) or not messages:
            yield Hit(f"/{side}" if side in record else "", {"what": side, "n": 0})
        elif not any(isinstance(m, dict) and m.get("role") == "assistant" for m in messages):
            yield Hit(f"/{side}", {"what": f"an assistant message in {side}", "n": len(messages)})
    if not record.get("messages"):
        yield Hit("/messages" if "messages" in record else "", {"what": "the prompt", "n": 0})


def _said(messages: list[Any]) -> str:
    """Join what the assistant says and calls."""
    out = []
    for message in messages:
        if isinstance(message, dict) and message.get("role") == "assistant":
            out.append(text_of(message))
            out += [f"{f.get('name')}{f.get('arguments')}" for _, f in calls_of(message)]
    return "\n".join(out).strip()


def _same(good: str, bad: str, params: Params, record: dict[str, Any]) -> dict[str, Any] | None:
    return {"what": "identical", "n": len(good)} if good and _bare(good) == _bare(bad) else None


def _near(good: str, bad: str, params: Params, record: dict[str, Any]) -> dict[str, Any] | None:
    one, other = set(_WORDS.findall(good.lower())), set(_WORDS.findall(bad.lower()))
    if len(one) < 12 or _bare(good) == _bare(bad):
        return None
    share = len(one & other) / len(one | other)
    return {"what": f"{share:.0%} the same words", "n": len(good)} if share >= params.near else None


def _empty(good: str, bad: str, params: Params, record: dict[str, Any]) -> dict[str, Any] | None:
    return {"what": "rejected", "n": 0} if record["rejected"] and not bad else None


def _refusal(good: str, bad: str, params: Params, record: dict[str, Any]) -> dict[str, Any] | None:
    if not _refuses(good) or (params.unless_prompt and _asked(record, params.unless_prompt)):
        return None
    return {"what": "both answers refuse" if _refuses(bad) else "the chosen answer refuses, the rejected one helps",
            "n": len(good)}  # fmt: skip


def _refuses(text: str) -> bool:
    return len(text) < 400 and bool(_REFUSAL.match(text))


def _asked(record: dict[str, Any], pattern: str) -> bool:
    prompt = record.get("messages")
    said = (text_of(m) for m in prompt if isinstance(m, dict)) if isinstance(prompt, list) else ()
    return any(compiled((pattern,)).search(text) for text in said)


def _inverted(good: str, bad: str, params: Params, record: dict[str, Any]) -> dict[str, Any] | None:
    if not good and bad:
        return {"what": "chosen is empty, rejected is not", "n": 0}
    words = _WORDS.findall(good.lower())
    noise = len(words) >= 12 and len(set(words)) < 0.3 * len(words)
    tiny = len(words) <= 2 and len(good) < 12 and len(_WORDS.findall(bad)) >= 40
    if noise and len(set(_WORDS.findall(bad.lower()))) >= len(words) * 0.3:
        return {"what": "chosen runs in a circle, rejected does not", "n": len(good)}
    return (
        {"what": "chosen says next to nothing, rejected answers at length", "n": len(good)} if tiny else None
    )


def _prefix(good: str, bad: str, params: Params, record: dict[str, Any]) -> dict[str, Any] | None:
    if not good or not bad or good == bad:
        return None
    if good.startswith(bad) and len(bad) >= 20:
        return {"what": "rejected is the beginning of chosen", "n": len(bad)}
    if bad.startswith(good) and len(good) >= 20:
        return {"what": "chosen is the beginning of rejected", "n": len(good)}
    return None


def _bare(text: str) -> str:
    return " ".join(text.split()).casefold()


_LOOKS = {
    "same": _same,
    "near": _near,
    "empty": _empty,
    "refusal": _refusal,
    "inverted": _inverted,
    "prefix": _prefix,
}
