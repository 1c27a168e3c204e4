"""Nova's preference line: a Converse line whose last turn has `candidates`, preferred and non-preferred."""

from typing import Any

from curate.wires.bedrock_converse import LAYOUT, head, read_head
from curate.wires.converse_blocks import blocks_of, content_of
from curate.wires.extra import hidden_of, keys_of, with_extra

KINDS = ("preference",)
ONE_MESSAGE = True  # a side
_LABELS = ["preferred", "non-preferred"]


def reads(line: dict[str, Any]) -> bool:
    return "messages" in line and "candidates" in line["messages"][-1]


def emit(example: dict[str, Any]) -> dict[str, Any]:
    hidden = hidden_of(example, LAYOUT)
    line = head(example)
    answers = [*example["chosen"], *example["rejected"]]
    sides = [_LABELS[0]] * len(example["chosen"]) + [_LABELS[1]] * len(example["rejected"])
    labels = hidden.get("labels", sides)  # more than two are for the check of the line to refuse
    ordered = sorted(range(len(answers)), key=lambda i: hidden.get("order", range(len(answers)))[i])
    candidates = [{"content": blocks_of(answers[i]["content"])} for i in ordered]
    for candidate, label in zip(candidates, labels, strict=True):
        candidate["preferenceLabel"] = label
    for candidate, more in zip(candidates, hidden.get("beside", ()), strict=False):
        candidate |= more
    line["messages"].append({"role": "assistant", "candidates": candidates} | hidden.get("last", {}))
    return line | keys_of(example)


def read(line: dict[str, Any]) -> dict[str, Any]:
    *turns, last = line["messages"]
    example, hidden = read_head(line | {"messages": turns})
    labels = [candidate["preferenceLabel"] for candidate in last["candidates"]]
    better = [label.lower() == "preferred" for label in labels]
    order = sorted(range(len(labels)), key=lambda i: not better[i])
    beside = [
        {key: value for key, value in candidate.items() if key not in ("content", "preferenceLabel")}
        for candidate in last["candidates"]
    ]
    if any(beside):
        hidden["beside"] = beside
    answers = [{"role": "assistant", "content": content_of(last["candidates"][i]["content"])} for i in order]
    n = sum(better)
    if labels != _LABELS:
        hidden |= {"labels": labels, "order": order}
    if more := {key: value for key, value in last.items() if key not in ("role", "candidates")}:
        hidden["last"] = more
    used = {"schemaVersion", "system", "messages"} | ({"toolConfig"} if "tools" in example else set())
    example |= {"chosen": answers[:n], "rejected": answers[n:]}
    return with_extra(example, line, used, LAYOUT, hidden)
