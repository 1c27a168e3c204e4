"""Conversations rendered for Gemma in a `text`: <start_of_turn>user or model, a newline, the text, <end_of_turn>."""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.marked import cut

BEFORE = ("chatml_text", "llama2_inst_text", "text")
_START = re.compile(r"\s*(?:<bos>\s*)*<start_of_turn>")
_MARK = re.compile(r"(?:<bos>\s*)*<start_of_turn>(?P<role>[^<\n]{1,40})\n?")
_END = re.compile(r"<end_of_turn>|<eos>")


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and bool(_START.match(record["text"]))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages = cut(record["text"], _MARK, _END, reading, trim=False)
    return example(reading, record, frozenset({"text"}), {"messages": messages})
