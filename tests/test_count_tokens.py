"""The stage counts every row as the formula counts its record, whichever of its two ways it takes."""

import json
from typing import Any

import polars as pl
import pytest

from curate.engines.chat_tokens import example_tokens
from curate.frames import segments_frame
from curate.model import RawRecord
from curate.stages import Chunk
from curate.stages.convert import convert
from curate.stages.count_tokens import add_counts, find_rich

CALL = {"id": "c", "type": "function", "function": {"name": "look", "arguments": '{"q": "x y", "n": [1]}'}}
TOOL = {
    "type": "function",
    "function": {
        "name": "look",
        "description": "Looks it up.",
        "parameters": {"type": "object", "properties": {"q": {"type": "string", "enum": ["x y", "z"]}}},
    },
}
ROWS: list[dict[str, Any]] = [
    {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello  there"}]},
    {
        "messages": [
            {"role": "user", "content": 'the "name": of "role":"x"'},
            {"role": "assistant", "content": ""},
        ]
    },
    {"messages": [{"role": "assistant", "content": "not learnt", "weight": 0}]},
    {
        "messages": [
            {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}
        ]
    },
    {
        "messages": [
            {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "u", "detail": "low"}}]}
        ]
    },
    {"messages": [{"role": "assistant", "content": None, "tool_calls": [CALL]}], "tools": [TOOL]},
    {"messages": [{"role": "assistant", "tool_calls": [CALL]}, {"role": "tool", "content": '{"a": 1}'}]},
    {"messages": [{"role": "tool", "content": '{"a": ["b", "c"]}', "tool_call_id": "c"}]},
    {"messages": [{"role": "user", "name": "Ann", "content": "hi"}]},
    {"messages": [], "extra": {"role": "x"}},
]


def chunk(rows: list[dict[str, Any]]) -> Chunk:
    return convert(
        [RawRecord(n, n + 1, json.dumps(row).encode()) for n, row in enumerate(rows)], "openai_chat"
    )


@pytest.mark.parametrize("encoding", ["o200k_base", "cl100k_base"])
def test_stage_agrees_with_the_formula(encoding: str) -> None:
    counted = add_counts(chunk(ROWS), [encoding]).examples
    assert len(counted) >= len(ROWS) - 1
    for record, *got in counted.select(
        "record", f"tokens_{encoding}", f"trained_tokens_{encoding}", "tokens_exact"
    ).iter_rows():
        assert tuple(got) == example_tokens(json.loads(record), encoding), record


def test_two_encodings_give_their_own_columns_and_one_verdict() -> None:
    columns = add_counts(chunk(ROWS), ["cl100k_base", "o200k_base"]).examples.columns
    assert [c for c in columns if "tokens" in c] == [
        "tokens_cl100k_base", "trained_tokens_cl100k_base", "unrolled_tokens_cl100k_base",
        "tokens_exact", "tokens_spare",
        "tokens_o200k_base", "trained_tokens_o200k_base", "unrolled_tokens_o200k_base",
    ]  # fmt: skip


def test_plain_conversations_take_the_fast_way() -> None:
    rows = chunk(ROWS[:3])
    assert find_rich(rows.examples, rows.segments).is_empty()  # quoted keys inside text are escaped


def test_plain_text_rows_have_no_messages() -> None:
    record = {"text": "once upon a time"}
    examples = pl.DataFrame(
        {"row_id": [0], "kind": ["text"], "record": [json.dumps(record)], "roles": [None]}
    ).cast({"row_id": pl.UInt64})
    empty = chunk([])
    one = empty._replace(examples=examples, segments=segments_frame([0], [record]))
    counted = add_counts(one, ["o200k_base"]).examples
    assert example_tokens(record, "o200k_base") == (5, 4, True)
    assert counted.row(0)[4:] == (5, 4, 5, True, 0)
