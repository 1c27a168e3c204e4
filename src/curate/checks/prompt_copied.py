"""An answer that says the prompt again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curate.model import Hit
from curate.records import messages_of, text_of

if TYPE_CHECKING:
    import polars as pl

SCOPE = "record"
_LEAST_CHARS = 20
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
    whole_words: int = 5  # of a question that is the whole answer


def candidates(segments: "pl.DataFrame", params: Params) -> "pl.Series":
    """Name the rows in which an answer holds the first characters of a longer user text before it."""
    import polars as pl

    text, role = pl.col("text"), pl.col("role")
    said = segments.filter(role.is_in(["user", "assistant"]) & (pl.col("form") == "text"))
    long = (role == "user") & (text.str.len_bytes() >= _LEAST_CHARS)
    # the start of the latest long user text; within the row, and through further answers behind it
    start = pl.when(role == "user").then(pl.when(long).then(text.str.slice(0, 20)).otherwise(pl.lit("\0")))
    asked = said.with_columns(asked=start.forward_fill().over("row_id")).filter(role == "assistant")
    asked = asked.filter(pl.col("asked").is_not_null() & (pl.col("asked") != "\0"))
    holds = text.str.to_lowercase().str.contains(pl.col("asked").str.to_lowercase(), literal=True)
    return asked.filter(holds)["row_id"].unique()


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
    if len(prompt) < _LEAST_CHARS or _ASKED.search(prompt):
        return None
    if prompt[:20].lower() not in answer.lower():  # cheap: most answers end here
        return None
    asked, said = _BLANKS.sub(" ", prompt).strip().lower(), _BLANKS.sub(" ", answer).strip().lower()
    if said == asked and asked.count(" ") + 1 >= params.whole_words and prompt.rstrip().endswith(("?", "？")):
        return {"n": len(prompt), "all": "the whole answer"}
    if len(prompt) < params.min_chars:
        return None
    at = said.find(asked) if asked.count(" ") + 1 >= params.min_words else -1
    if at < 0 or (at > 0 and (at > 40 or len(prompt) < 2 * params.min_chars)):
        return None
    return {
        "n": len(prompt),
        "all": "the whole answer" if len(said) < len(asked) + 10 else "part of the answer",
    }
