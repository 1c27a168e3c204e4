"""The repair stage: what it changes, what it leaves, and that it does nothing twice."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.frames import segments_frame
from curate.model import RawRecord
from curate.stages import Chunk
from curate.stages.convert import convert
from curate.stages.repair import apply_repairs, find_repairs


def repaired(*records: Any) -> Chunk:
    chunk = convert(
        [RawRecord(i, i + 1, json.dumps(r).encode()) for i, r in enumerate(records)], "openai_chat"
    )
    return apply_repairs(chunk, find_repairs(chunk.segments))


def chat(text: str) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}, {"role": "assistant", "content": "ok"}]}


def first_text(chunk: Chunk) -> str:
    text: str = json.loads(chunk.examples["record"][0])["messages"][0]["content"]
    return text


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n", [("text/line-ends", "line ends as CRLF or CR: 2")]),
        ("a\ufeffb", "ab", [("text/bom", "byte-order marks inside text: 1")]),
        ("a\x00b\x1b[0m\x07", "ab[0m", [("text/control-characters", "control characters: 3")]),
        ("tab\tline\nüñ\u200d\u00a0\x7f\u0085\u2028", "tab\tline\nüñ\u200d\u00a0\x7f\u0085\u2028", []),
    ],
)
def test_repairs(before: str, after: str, found: list[tuple[str, str]]) -> None:
    chunk = repaired(chat(before))
    assert first_text(chunk) == after
    assert list(chunk.findings.select("rule", "message").iter_rows()) == found
    assert set(chunk.findings["pointer"]) <= {"/messages/0/content"}


def test_strings_inside_arguments_are_repaired_and_stay_json() -> None:
    call = {
        "id": "c",
        "type": "function",
        "function": {"name": "f", "arguments": '{"t": "a\\r\\nb", "n": [1]}'},
    }
    chunk = repaired(
        {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "tool_calls": [call]}]}
    )
    message = json.loads(chunk.examples["record"][0])["messages"][1]
    assert json.loads(message["tool_calls"][0]["function"]["arguments"]) == {"t": "a\nb", "n": [1]}
    assert chunk.findings["pointer"].to_list() == ["/messages/1/tool_calls/0/function/arguments#/t"]


def test_only_touched_rows_change() -> None:
    chunk = repaired(chat("clean"), chat("not\r\nclean"), chat("clean too"))
    assert chunk.examples["record"][0] == json.dumps(chat("clean"), separators=(",", ":"))
    assert chunk.findings["line"].to_list() == [2]
    assert chunk.segments["row_id"].to_list() == [0, 0, 1, 1, 2, 2]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
def test_repair_is_idempotent_and_segments_match_records(texts: list[str]) -> None:
    chunk = repaired(*map(chat, texts))
    assert find_repairs(chunk.segments).is_empty()
    again = segments_frame(
        chunk.examples["row_id"].to_list(), [json.loads(r) for r in chunk.examples["record"]]
    )
    assert chunk.segments.equals(again)
