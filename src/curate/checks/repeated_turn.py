"""The same turn twice in one conversation: a user message and its answer that stand there again."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from curate.model import Hit
from curate.records import text_of

if TYPE_CHECKING:
    import polars as pl

SCOPE = "record"


@dataclass(frozen=True)
class Params:
    min_chars: int = 12  # of the question, where the copy follows at once
    far_chars: int = 60  # of the question, where other turns stand between
    long_chars: int = 120  # an answer so long is not said twice by chance


def candidates(segments: "pl.DataFrame", params: Params) -> "pl.Series":
    """Name the rows in which one assistant text stands twice."""
    import polars as pl

    answers = segments.filter((pl.col("role") == "assistant") & (pl.col("form") == "text"))
    return answers.filter(pl.struct("row_id", "text").is_duplicated())["row_id"].unique()


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit the second copy of a question with its answer, or of one long answer; values: n (of the first message)."""
    messages = record.get("messages")
    if not isinstance(messages, list) or len(messages) < 4:
        return
    seen: dict[tuple[str, str], int] = {}
    texts = [text_of(m).strip() if isinstance(m, dict) else "" for m in messages]
    for index, message in enumerate(messages[1:], 1):
        if not isinstance(message, dict) or message.get("role") != "assistant" or not texts[index]:
            continue
        asked = messages[index - 1].get("role") == "user" if isinstance(messages[index - 1], dict) else False
        keys = [("", texts[index])] if len(texts[index]) >= params.long_chars else []
        if asked and len(texts[index - 1]) >= params.min_chars:
            keys.append((texts[index - 1], texts[index]))
        for key in keys:
            first = seen.get(key)
            near = first == index - 2 or not key[0] or len(key[0]) >= params.far_chars
            if first is not None and near:
                yield Hit(f"/messages/{index}/content", {"n": first + 1})
                break
        for key in keys:
            seen.setdefault(key, index)
