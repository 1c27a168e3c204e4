"""Trees of any depth and width are read without recursion; single messages of trees are named, and no layout."""

import json
from typing import Any

from curate.formats import all_formats
from curate.inputs.detect import detect, findings
from curate.model import RawRecord
from curate.stages.convert import convert

DEPTH = 10_000


def oasst(depth: int) -> dict[str, Any]:
    node: dict[str, Any] = {"text": "end", "role": "assistant", "replies": []}
    for level in range(depth):
        role = "assistant" if level % 2 else "prompter"
        node = {"text": str(level), "role": role, "replies": [node]}
    return {"message_tree_id": "t", "prompt": node}


def chatgpt(depth: int) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for level in range(depth):
        role = "assistant" if level % 2 else "user"
        message = {"author": {"role": role}, "content": {"content_type": "text", "parts": [str(level)]}}
        mapping[str(level)] = {
            "message": message,
            "parent": str(level - 1) if level else None,
            "children": [],
        }
    return {"mapping": mapping, "current_node": str(depth - 1)}


def test_deep_trees_are_read() -> None:
    assert len(all_formats()["oasst_tree"].parse(oasst(DEPTH - 1)).record["messages"]) == DEPTH
    assert len(all_formats()["chatgpt_export"].parse(chatgpt(DEPTH)).record["messages"]) == DEPTH


def test_a_wide_tree_counts_its_other_branches() -> None:
    tree = oasst(1)
    tree["prompt"]["replies"] = [
        {"text": str(i), "role": "assistant", "rank": DEPTH - i} for i in range(DEPTH)
    ]
    parsed = all_formats()["oasst_tree"].parse(tree)
    assert parsed.record["messages"][-1]["content"] == str(DEPTH - 1)
    assert [note.message for note in parsed.notes] == [
        "9,999 other branches of the conversation are left out"
    ]


def test_a_line_that_is_nested_too_deep_is_rejected() -> None:
    reply = '{"text": "x", "role": "prompter", "replies": ['
    line = '{"message_tree_id": "t", "prompt": ' + reply * DEPTH + "]}" * DEPTH + "}"
    chunk = convert([RawRecord(0, 1, line.encode())], "oasst_tree")
    assert chunk.rejected["reason"].to_list() == ["structure/too-deep"]


def test_single_messages_are_no_layout() -> None:
    rows = [{"message_id": str(i), "parent_id": None, "text": "x", "role": "prompter"} for i in range(3)]
    found = detect(rows)
    assert (found.layout, found.unknown) == (None, 3)
    assert [f.rule for f in findings(found)] == ["structure/unknown-layout"]
    assert "export of trees" in found.evidence[-1]
    raw = [RawRecord(i, i + 1, json.dumps(row).encode()) for i, row in enumerate(rows)]
    assert len(convert(raw, "openai_chat").rejected) == 3
