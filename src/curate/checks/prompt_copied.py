"""An answer that says the prompt again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import messages_of, text_of

SCOPE = "record"
_BLANKS = re.compile(r"\W+")
_ASKED = re.compile(
    r"(?i)\b(repeat|echo|copy|quote|verbatim|recite|transcribe|proofread|rewrite|edit|correct|fix|translate|format|"
    r"paraphrase|word for word|say (?:this|the following|exactly)|reply with|respond with|output (?:this|the)|convert|"
    r"spell|grammar|capitali[sz]e|reverse|wiederhole|répète|repite)"
)


@dataclass(frozen=True)
class Params:
    min_chars: int = 40
    min_words: int = 7


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit an answer that holds the whole message before it, from its start; values: n (characters), all."""
    before = ""
    for at, message in messages_of(record):
        role = message.get("role")
        if role == "assistant" and before and message.get("weight") != 0 and not at.startswith("/rejected"):
            answer = text_of(message)
            if len(answer) >= len(before) * 0.9 and (hit := _copied(before, answer, params)):
                yield Hit(f"{at}/content", hit)
        if role == "user" and not at.startswith("/rejected"):
            before = text_of(message)
        elif role == "assistant" and not at.startswith(("/chosen", "/completion", "/rejected")):
            before = ""


def _copied(prompt: str, answer: str, params: Params) -> dict[str, Any] | None:
    if len(prompt) < params.min_chars or _ASKED.search(prompt):
        return None
    if prompt[:20].lower() not in answer.lower():  # cheap: most answers end here
        return None
    asked, said = _BLANKS.sub(" ", prompt).strip().lower(), _BLANKS.sub(" ", answer).strip().lower()
    at = said.find(asked) if asked.count(" ") + 1 >= params.min_words else -1
    if at < 0 or (at > 0 and (at > 40 or len(prompt) < 2 * params.min_chars)):
        return None
    return {
        "n": len(prompt),
        "all": "the whole answer" if len(said) < len(asked) + 10 else "part of the answer",
    }
