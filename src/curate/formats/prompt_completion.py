"""Rows of `prompt` and `completion` (or response, output): texts or lists of messages, made one conversation."""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.sides import read_side
from curate.canonical.single import with_system
from curate.canonical.tools import read_tools

_ANSWERS = ("completion", "response", "output", "generation")
_OLD_MARKS = re.compile(r"(?:\n\n###\n\n|\n\n===\n\n|->|\nAgent:)\s*\Z")


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("prompt"), str | list) and any(key in record for key in _ANSWERS)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    answer = next(key for key in _ANSWERS if key in record)
    prompt = read_side(record["prompt"], "/prompt", "user", reading)
    if isinstance(record["prompt"], str) and _OLD_MARKS.search(record["prompt"]):
        reading.note("format/old-separator", "/prompt", "the prompt ends in a separator of the old completion format; "
                     "chat models need none, the text is left as it is")  # fmt: skip
    fields: dict[str, Any] = {
        "messages": with_system(
            record.get("system"), prompt + read_side(record[answer], f"/{answer}", "assistant", reading)
        )
    }
    if tools := read_tools(record.get("tools"), "/tools", reading):
        fields["tools"] = tools
    return example(reading, record, frozenset({"prompt", answer, "tools", "system"}), fields)
