"""Conversations in a `text` whose turns begin with <|user|> or the like, as Zephyr, Phi-3, Tulu and OASST models read.

A turn ends with </s>, <|end|> or <|endoftext|>; only an answer without such an end is said to lack it.
"""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.marked import cut

BEFORE = ("chatml_text", "llama2_inst_text", "text")
_ROLE = r"<\|(?P<role>system|user|assistant|prompter|developer|tool|observation)\|>"
_START = re.compile(rf"\s*(?:<s>\s*)*{_ROLE}")
_MARK = re.compile(rf"(?:\A\s*(?:<s>\s*)*)?{_ROLE}\n?")
_END = re.compile(r"</s>|<\|(?:end|endoftext|end_of_text)\|>|<eos>")


def accepts(record: dict[str, Any]) -> bool:
    return isinstance(record.get("text"), str) and bool(_START.match(record["text"]))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages = cut(record["text"], _MARK, _END, reading, trim=True)
    return example(reading, record, frozenset({"text"}), {"messages": messages})
