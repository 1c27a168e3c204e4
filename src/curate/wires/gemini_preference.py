"""{"contents", "systemInstruction"?, "completions": [{"score", "completion"}, ...]}: the higher score is preferred."""

from typing import Any

from curate.wires.extra import hidden_of, keys_of, with_extra
from curate.wires.gemini_case import camel, spelt
from curate.wires.gemini_contents import LAYOUT, SYSTEM_KEYS, head, read_head
from curate.wires.gemini_parts import contents_of, messages_of

KINDS = ("preference",)
ONE_MESSAGE = True  # a side
_SCORES = (1.0, 0.0)


def reads(line: dict[str, Any]) -> bool:
    return "contents" in line and "completions" in line


def emit(example: dict[str, Any]) -> dict[str, Any]:
    hidden = hidden_of(example, LAYOUT)
    sides = [example["chosen"], example["rejected"]]
    if hidden.get("worse_first"):
        sides.reverse()
    scores = hidden.get("scores", _SCORES)
    line = head(example)
    beside = hidden.get("beside", [{}, {}])
    line["completions"] = [
        {"score": score, "completion": contents_of(side)[0]} | more
        for score, side, more in zip(scores, sides, beside, strict=True)
    ]
    return spelt(line | keys_of(example), hidden.get("snake", []))


def read(line: dict[str, Any]) -> dict[str, Any]:
    line, snake = camel(line)
    example, hidden = read_head(line)
    hidden |= {"snake": snake} if snake else {}
    completions = line["completions"]
    sides = [messages_of([completion["completion"]]) for completion in completions]
    scores = [completion["score"] for completion in completions]
    beside = [{k: v for k, v in side.items() if k not in ("score", "completion")} for side in completions]
    if any(beside):
        hidden["beside"] = beside
    if [*map(repr, scores)] != [*map(repr, _SCORES)]:  # 1 is not written as 1.0
        hidden["scores"] = scores
    if scores[1] > scores[0]:
        sides.reverse()
        hidden["worse_first"] = True
    example |= {"chosen": sides[0], "rejected": sides[1]}
    used = {"contents", "completions"} | {
        key for key in (*SYSTEM_KEYS, "tools") if line.get(key) and (key != "tools" or key in example)
    }
    return with_extra(example, line, used, LAYOUT, hidden)
