"""Conversations rendered for Llama 2 in a `text`: <s>[INST] <<SYS>> system <</SYS>> question [/INST] answer </s>."""

import re
from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.model import Severity

BEFORE = ("text",)
_TURN = re.compile(
    r"(?:<s>)?\s*\[INST\](?P<asked>.*?)\[/INST\](?P<said>.*?)(?P<end></s>|(?=(?:<s>)?\s*\[INST\])|\Z)", re.S
)
_SYSTEM = re.compile(r"\s*<<SYS>>\n?(?P<system>.*?)\n?<</SYS>>\s*", re.S)


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and "[INST]" in record["text"] and "[/INST]" in record["text"]


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    text, end = record["text"], 0
    messages: list[dict[str, Any]] = []
    for turn in _TURN.finditer(text):
        if text[end : turn.start()].strip():
            raise FormatError("/text", f"text outside of the turns at character {end + 1}")
        asked, end = turn["asked"], turn.end()
        if system := _SYSTEM.match(asked):
            messages.append({"role": "system", "content": system["system"]})
            asked = asked[system.end() :]
        messages.append({"role": "user", "content": asked.strip()})
        if said := turn["said"].strip():
            messages.append({"role": "assistant", "content": said})
            if not turn["end"]:
                reading.note("format/missing-end", "/text", "an answer without </s>", Severity.WARNING)
    if not messages or text[end:].strip():
        raise FormatError("/text", f"text outside of the turns at character {end + 1}")
    return example(reading, record, frozenset({"text"}), {"messages": messages})
