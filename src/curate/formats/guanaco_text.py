"""Conversations in a `text` of ### Human: and ### Assistant: turns, as Guanaco and early LLaMA models read."""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.marked import cut

BEFORE = ("chatml_text", "llama2_inst_text", "text")
_START = re.compile(r"\s*(?:<s>\s*)?###\s*(?:Human|User|System):")
_ANSWER = re.compile(r"###\s*(?:Assistant|AI|Bot):")
_MARK = re.compile(r"(?:\A\s*<s>\s*)?###\s*(?P<role>Human|User|System|Assistant|AI|Bot):")
_END = re.compile(r"</s>|<\|(?:endoftext|end_of_text|im_end)\|>|###\s*\Z")


def accepts(record: dict[str, Any]) -> bool:
    text = record.get("text")
    return isinstance(text, str) and bool(_START.match(text)) and bool(_ANSWER.search(text))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages = cut(record["text"], _MARK, _END, reading, ends="", trim=True)
    return example(reading, record, frozenset({"text"}), {"messages": messages})
