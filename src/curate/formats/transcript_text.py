"""Transcripts in a `text`: each turn begins a line with Human: or User:, Assistant: or AI:.

Does not cover: such a line inside a turn, which is read as another turn; what begins in another way is plain text.
"""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.marked import cut

BEFORE = ("chatml_text", "llama2_inst_text", "text")
_START = re.compile(r"\s*(?:Human|User|System):")
_ANSWER = re.compile(r"\n[ \t]*(?:Assistant|AI):")
_MARK = re.compile(r"(?:\A\s*|\n[ \t]*)(?P<role>Human|User|System|Assistant|AI):")
_END = re.compile(r"</s>|<\|(?:endoftext|end_of_text)\|>")


def accepts(record: dict[str, Any]) -> bool:
    text = record.get("text")
    return isinstance(text, str) and bool(_START.match(text)) and bool(_ANSWER.search(text))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages = cut(record["text"], _MARK, _END, reading, ends="", trim=True)
    return example(reading, record, frozenset({"text"}), {"messages": messages})
