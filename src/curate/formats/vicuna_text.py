"""Conversations rendered for Vicuna in a `text`: a system text, USER: question ASSISTANT: answer</s>, and so on."""

import re
from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.marked import cut
from curate.canonical.single import with_system

BEFORE = ("chatml_text", "llama2_inst_text", "transcript_text", "text")
_START = re.compile(r"\s*(?:<s>\s*)?(?:A chat between a curious \w+ and an artificial|USER:)")
_MARK = re.compile(r"(?:\A\s*(?:<s>\s*)?|\s+|(?<=</s>))(?P<role>USER|ASSISTANT):")
_END = re.compile(r"</s>|<\|endoftext\|>")


def accepts(record: dict[str, Any]) -> bool:
    text = record.get("text")
    if not isinstance(text, str) or not (_START.match(text) or text[-20:].rstrip().endswith("</s>")):
        return False
    user = text.find("USER:")
    return 0 <= user < text.find("ASSISTANT:", user)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    text = record["text"]
    first = text.find("USER:")
    system = text[:first].strip().removeprefix("<s>").strip()
    messages = with_system(system, cut(text[first:], _MARK, _END, reading, trim=True))
    return example(reading, record, frozenset({"text"}), {"messages": messages})
