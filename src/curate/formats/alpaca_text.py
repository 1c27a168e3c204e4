"""Instruction rows rendered in a `text`: ### Instruction:, perhaps ### Input: or ### Context:, and ### Response:.

The user's text is the instruction and what comes with it, as the columns of Alpaca and Dolly are read. Alpaca's own
sentence before it ("Below is an instruction ...") is left out; another one becomes the system message.
"""

import re
from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.single import joined, with_system

BEFORE = ("chatml_text", "llama2_inst_text", "text")
_HEADS = {"instruction": "ask", "question": "ask", "input": "\n", "context": "\n\n",
          "response": "say", "answer": "say", "output": "say", "end": "end"}  # fmt: skip
_MARK = re.compile(
    r"(?:\A|\n)[ \t]*### ?(" + "|".join(head.title() for head in _HEADS) + r")(?::|[ \t]*(?=\n|\Z))"
)
_END = re.compile(r"(?:\s*(?:</s>|<\|(?:endoftext|end_of_text|im_end|eot_id)\|>))+\s*\Z")
_PREAMBLE = "Below is an instruction that describes a task"
_LONGEST_PREAMBLE_CHARS = 600


def accepts(record: dict[str, Any]) -> bool:
    text = record.get("text")
    if not isinstance(text, str) or "##" not in text[: _LONGEST_PREAMBLE_CHARS + 20]:
        return False
    before, *found = _MARK.split(text)
    heads = [_HEADS[head.lower()] for head in found[::2]]
    plain = len(before) <= _LONGEST_PREAMBLE_CHARS and "#" not in before and "```" not in before
    return plain and heads[:1] == ["ask"] and "say" in heads


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    before, *found = _MARK.split(record["text"])
    messages: list[dict[str, Any]] = []
    for head, said in zip(found[::2], found[1::2], strict=True):
        use, said = _HEADS[head.lower()], _END.sub("", said).strip()
        if use == "ask":
            messages.append({"role": "user", "content": said})
        elif use == "say":
            messages.append({"role": "assistant", "content": said})
        elif use == "end":
            if said:
                raise FormatError("/text", "text behind ### End")
        elif messages[-1]["role"] == "user":
            messages[-1]["content"] = joined(use, messages[-1]["content"], said)
        else:
            raise FormatError("/text", f"### {head} without an instruction before it")
    if messages[-1] == {"role": "assistant", "content": ""}:
        messages.pop()
        reading.note("format/generation-prompt", "/text", "an opened assistant turn without text is left out")
    before = before.strip().removeprefix("<s>").strip()
    if before.startswith(_PREAMBLE):
        before = ""
        reading.note("format/preamble", "/text", "the sentence of Alpaca's template is left out")
    return example(reading, record, frozenset({"text"}), {"messages": with_system(before, messages)})
