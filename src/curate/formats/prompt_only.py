"""Rows that are a `prompt` alone, text or a list of messages: for reinforcement learning."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.sides import read_side
from curate.canonical.tools import read_tools

_ANSWERED = {
    "completion",
    "completions",
    "response",
    "output",
    "generation",
    "chosen",
    "rejected",
    "messages",
    "answers",
}


def accepts(record: dict[str, Any]) -> bool:
    prompt = record.get("prompt")
    if not isinstance(prompt, str | list) or not prompt or record.keys() & _ANSWERED:
        return False
    return isinstance(prompt, str) or isinstance(prompt[0], dict)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    fields: dict[str, Any] = {"messages": read_side(record["prompt"], "/prompt", "user", reading)}
    if tools := read_tools(record.get("tools"), "/tools", reading):
        fields["tools"] = tools
    return example(reading, record, frozenset({"prompt", "tools"}), fields)
