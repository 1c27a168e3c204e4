"""Plain texts: `text` with whatever else the row says about it; language modelling, not chat.

Does not cover: single messages of a conversation tree (`text` and `role`), which need their parents.
"""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.model import Severity

# how texts begin that are rendered for models whose marks no layout reads: gpt-oss, Granite, Command R, DeepSeek, Baize
_RENDERED = re.compile(
    r"\s*(?:<s>)?(?:<\|start\|>|<\|start_of_role\|>|(?:<BOS_TOKEN>)?<\|START_OF_TURN_TOKEN\|>|<\|turn>"
    r"|<｜(?:begin▁of▁sentence|User)｜>|\[\|Human\|\]|<\|(?:User|Human|HUMAN)\|>|\[AVAILABLE_TOOLS\])"
)


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and "role" not in record


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    if _RENDERED.match(record["text"]):
        about = "the text begins like a conversation rendered for a model; it is read as plain text"
        reading.note("format/rendered", "/text", about, Severity.WARNING)
    return example(reading, record, frozenset({"text"}), {"text": record["text"]})
