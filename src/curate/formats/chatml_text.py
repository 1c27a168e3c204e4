"""Conversations rendered as ChatML in a `text`: <|im_start|>role, a newline, the text, <|im_end|>."""

import re
from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.roles import CALL, role_of
from curate.model import Severity
from curate.wording import shown

BEFORE = ("text", "llama2_inst_text")
_TURN = re.compile(
    r"<\|im_start\|>[ ]?(?P<role>[^\n<]*)\n?(?P<text>.*?)(?P<end><\|im_end\|>|(?=<\|im_start\|>)|\Z)", re.S
)


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and "<|im_start|>" in record["text"]


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    text, messages, end = record["text"], [], 0
    for turn in _TURN.finditer(text):
        if text[end : turn.start()].strip():
            raise FormatError("/text", f"text outside of the turns at character {end + 1}")
        role = role_of(turn["role"])
        if role is None or role == CALL:
            raise FormatError("/text", f"unknown role {shown(turn['role'])} at character {turn.start() + 1}")
        if not turn["end"] and not (turn.end() == len(text) and not turn["text"]):
            reading.note("format/missing-end", "/text", "a turn without <|im_end|>", Severity.WARNING)
        messages.append({"role": role, "content": turn["text"]})
        end = turn.end()
    if text[end:].strip():
        raise FormatError("/text", f"text outside of the turns at character {end + 1}")
    if messages and messages[-1] == {"role": "assistant", "content": ""}:
        messages.pop()
        reading.note("format/generation-prompt", "/text", "an opened assistant turn without text is left out")
    return example(reading, record, frozenset({"text"}), {"messages": messages})
