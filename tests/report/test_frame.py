"""The code frame finds the pointer's place and shows no text of the row."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.report.frame import frame

ROW = (
    '{"messages": [{"role": "user", "content": "private"}, {"role":"tool","content":null}], "n": 12345678901}'
)


@pytest.mark.parametrize(
    ("pointer", "under_caret"),
    [
        ("/messages/0/role", '"user"'),
        ("/messages/1/content", "null"),
        ("/messages/1", '{"role":"tool","content":null}'),
        ("/messages/0/content#/deep", '"…"'),
        ("/n", "…"),
        ("/messages/1/weight", "{"),
        ("", "{"),
    ],
)
def test_caret(pointer: str, under_caret: str) -> None:
    drawn = frame(ROW, pointer, 200)
    assert drawn is not None
    assert drawn.text[drawn.start : drawn.start + drawn.length].startswith(under_caret)
    assert "private" not in drawn.text
    assert "12345678901" not in drawn.text


def test_column_counts_code_points_of_the_raw_row() -> None:
    drawn = frame('{"a": "héé", "b": 1}', "/b")
    assert drawn is not None
    assert drawn.column == '{"a": "héé", "b": 1}'.index("1") + 1


def test_a_long_row_is_cut_around_the_caret() -> None:
    row = json.dumps({"messages": [{"role": "user", "content": "x"}] * 50})
    drawn = frame(row, "/messages/30/role", 80)
    assert drawn is not None
    assert len(drawn.text) <= 84
    assert drawn.text[drawn.start : drawn.start + drawn.length] == '"user"'


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_row_and_pointer(row: str, pointer: str) -> None:
    drawn = frame(row, pointer)
    assert drawn is None or 0 <= drawn.start <= len(drawn.text)
