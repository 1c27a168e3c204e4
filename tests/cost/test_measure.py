"""Measuring without making examples gives the counts of a build."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate.cost.measure import chunks, measure
from curate.cost.plain_rows import take_plain
from curate.inputs.layout import Layout
from curate.model import RawRecord

ENCODINGS = ["cl100k_base", "o200k_base"]
ROLE = st.sampled_from(["system", "user", "assistant", "user", "assistant", "tool", "developer", "human", 7])
CONTENT = st.one_of(
    st.text(max_size=12), st.sampled_from([None, "", 'a "b"', "\\", [{"type": "text", "text": "x"}]])
)
MESSAGE = st.fixed_dictionaries(
    {"role": ROLE, "content": CONTENT}, optional={"name": st.just("n"), "weight": st.just(0)}
)
OTHER = st.dictionaries(
    st.sampled_from(["id", "label", "system", "tools", "rejected_response", "prompt", "text", "messages "]),
    st.one_of(st.text(max_size=4), st.booleans(), st.none(), st.integers(), st.just([]), st.just({"a": [1]})),
    max_size=2,
)  # fmt: skip
ROW = st.builds(lambda messages, other: {"messages": messages, **other}, st.lists(MESSAGE, max_size=4), OTHER)


def both_ways(path: Path, layout: str | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    found, unreadable = measure([path], ENCODINGS, layout=layout)
    pieces = list(chunks([path], ENCODINGS, layout=layout))
    built = pl.concat([chunk.examples for chunk in pieces])
    assert unreadable == sum(len(chunk.rejected) for chunk in pieces)
    return found.drop("split"), built.select(found.drop("split").columns)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROW, min_size=1, max_size=8))
def test_any_rows_are_counted_as_a_build_counts_them(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=len(rows) % 2 == 0) for row in rows))
    found, built = both_ways(path, "openai_chat")
    assert found.equals(built)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        (b'{"messages":[{"role":"user","content":"a"}]}', True),
        (b'{"messages":[{"role":"user","content":"a \\" b \\\\"}],"source":"x","ok":true,"none":null}', True),
        (b'{"messages":[{"role":"user","content":"a"}],"n":12}', True),
        (b'{"messages":[{"role":"user","content":"a"}],"n":12345678901234567890}', False),
        (b'{"messages":[{"role":"user","content":"a","content":"b"}]}', False),
        (b'{"messages":[{"role":"user","content":"a"}],"id":"a","id":"b"}', False),
        (b'{"messages":[{"role":"user","content":"a"}],"tools":[]}', False),
        (b'{"messages":[{"role":"user","content":"a"}],"system":"s"}', False),
        (b'{"messages":[{"role":"assistant","content":"a"}],"label":true}', False),
        (b'{"messages":[{"role":"user","content":"a","name":"n"}]}', False),
        (b'{"messages":[{"role":"user","content":"\\ud83d"}]}', False),
        (b'{"messages":[]}', False),
        (b'{"messages":"[]"}', False),
        (b"[1]", False),
        (b"{", False),
    ],
)
def test_only_what_is_nothing_more_is_plain(raw: bytes, plain: bool) -> None:
    rows, rest = take_plain([RawRecord(0, 1, raw)], Layout("openai_chat"))
    assert (len(rows.row_ids), len(rest)) == ((1, 0) if plain else (0, 1))
    assert not take_plain([RawRecord(0, 1, raw)], Layout("alpaca"))[0].row_ids


def test_real_files_are_counted_as_a_build_counts_them(shared: Path) -> None:
    for path in sorted((shared / "cases/files").rglob("*.jsonl"))[::3]:
        if path.stat().st_size < 200_000:
            found, built = both_ways(path)
            assert found.equals(built), path
