"""Something must be learned: an assistant message with content or calls and a weight that is not 0."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.checks.blank_content import INVISIBLE
from curate.model import Hit
from curate.records import messages_of, text_of

SCOPE = "record"
_THOUGHT = re.compile(r"<(think|thinking|reasoning|thought)>.*?</\1>", re.S)


@dataclass(frozen=True)
class Params:
    pass


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit a record whose assistant messages all train on nothing; values: why."""
    answers = [message for _, message in messages_of(record) if message.get("role") == "assistant"]
    if not answers:
        return  # another rule's
    said = [message for message in answers if _says_something(message)]
    weighed = [message for message in said if message.get("weight") != 0]
    if said and not weighed:
        yield Hit("/messages", {"why": "every assistant message has weight 0"})
    elif weighed and not any(_beyond_thinking(message) for message in weighed):
        yield Hit("/messages", {"why": "the answers hold reasoning and nothing after it"})


def _says_something(message: dict[str, Any]) -> bool:
    if any(message.get(key) for key in ("tool_calls", "function_call", "refusal", "audio")):
        return True
    return not INVISIBLE.fullmatch(text_of(message))


def _beyond_thinking(message: dict[str, Any]) -> bool:
    if message.get("tool_calls") or message.get("function_call") or message.get("refusal"):
        return True
    text = text_of(message)
    return "<" not in text[:200] or not INVISIBLE.fullmatch(_THOUGHT.sub("", text))
