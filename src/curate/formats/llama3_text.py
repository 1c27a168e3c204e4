"""Conversations rendered for Llama 3 in a `text`: <|start_header_id|>role<|end_header_id|>, the text, <|eot_id|>.

Covers: the shorter marks of Llama 4. The call of a tool is text there, and stays text.
"""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.marked import cut

BEFORE = ("chatml_text", "llama2_inst_text", "text")
_START = re.compile(r"\s*(?:<\|begin_of_text\|>\s*)*<\|(?:start_header_id|header_start)\|>")
_MARK = re.compile(
    r"(?:<\|begin_of_text\|>\s*)*<\|(?:start_header_id|header_start)\|>(?P<role>[^<\n]{1,40})"
    r"<\|(?:end_header_id|header_end)\|>\n{0,2}"
)
_END = re.compile(r"<\|(?:eot_id|eom_id|end_of_text|eot|eom)\|>")


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and bool(_START.match(record["text"]))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages = cut(record["text"], _MARK, _END, reading, trim=False)
    return example(reading, record, frozenset({"text"}), {"messages": messages})
