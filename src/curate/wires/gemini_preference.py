"""{"contents", "systemInstruction"?, "completions": [{"score", "completion"}, ...]}: the higher score is preferred."""

from typing import Any

from curate.wires.gemini_contents import SYSTEM_KEYS, head, read_head
from curate.wires.gemini_parts import contents_of, messages_of

KINDS = ("preference",)
_SCORES = (1.0, 0.0)


def reads(line: dict[str, Any]) -> bool:
    return "contents" in line and "completions" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    extra = example.get("extra", {})
    hidden = extra.get("wire", {})
    sides = [example["chosen"], example["rejected"]]
    if hidden.get("worse_first"):
        sides.reverse()
    scores = hidden.get("scores", _SCORES)
    line = head(example)
    line["completions"] = [
        {"score": score, "completion": contents_of(side)[0]}
        for score, side in zip(scores, sides, strict=True)
    ]
    return line | {key: value for key, value in extra.items() if key != "wire"}


def read(line: dict[str, Any]) -> dict[str, Any]:
    example, hidden = read_head(line)
    completions = line["completions"]
    sides = [messages_of([completion["completion"]]) for completion in completions]
    scores = [completion["score"] for completion in completions]
    if tuple(scores) != _SCORES:
        hidden["scores"] = scores
    if scores[1] > scores[0]:
        sides.reverse()
        hidden["worse_first"] = True
    example |= {"chosen": sides[0], "rejected": sides[1]}
    used = {"contents", "completions", *SYSTEM_KEYS} | ({"tools"} if "tools" in example else set())
    extra = {key: value for key, value in line.items() if key not in used}
    extra |= {"wire": hidden} if hidden else {}
    return example | ({"extra": extra} if extra else {})
