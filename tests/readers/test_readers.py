"""Containers: what is cut out of them, at which line, and what damage does."""

import csv
import io
import json
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.model import RawRecord
from curate.parsing import json_window
from curate.readers import all_readers
from curate.stages.convert import convert


def read(reader: str, data: bytes) -> list[RawRecord]:
    return list(all_readers()[reader].records(io.BytesIO(data)))


def values(reader: str, text: str | bytes) -> list[tuple[int, Any]]:
    found = read(reader, text.encode() if isinstance(text, str) else text)
    return [(record.line, json.loads(record.raw)) for record in found]


ONE, TWO = {"a": 1}, {"b": '] "} \\'}
BOTH = f"{json.dumps(ONE)},{json.dumps(TWO)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"[{BOTH}]", [(1, ONE), (1, TWO)]),
        (f"\ufeff\n[\n{BOTH}\n]\n", [(3, ONE), (3, TWO)]),
        (json.dumps([ONE, TWO], indent=2), [(2, ONE), (5, TWO)]),
        (json.dumps(ONE, indent=1), [(1, ONE)]),
        (json.dumps(ONE, indent=1) + "\n" + json.dumps(TWO, indent=1), [(1, ONE), (4, TWO)]),
        ('{"version": 3, "data": [' + BOTH + '], "end": [1]}', [(1, ONE), (1, TWO)]),
        ('{"data": ["hi", "ho"]}', [(1, {"data": ["hi", "ho"]})]),
        ('[{"role": "user", "content": "x"}]', [(1, [{"role": "user", "content": "x"}])]),
        ('[1, "x", null]', [(1, 1), (1, "x"), (1, None)]),
        ("[]", []), ("", []), (" \n ", []), ("{}", [(1, {})]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("block", [1, 7, 1 << 20])
def test_json_documents(
    text: str, expected: list[tuple[int, Any]], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_window, "BLOCK_BYTES", block)
    assert values("json", text) == expected


@pytest.mark.parametrize(
    "bad",
    [
        '{"a": 1,}',
        '{"a": [1}',
        '{"a": "open}',
        "{'a': 1}",
        '{"a": NaN}',
        '{"a": "x" "b"}',
        '{"a": {"b": 1}',
        "no",
    ],
)
@pytest.mark.parametrize("layout", ["[\n%s\n]", "[\n  %s\n]"])
def test_one_bad_element_is_one_bad_record(bad: str, layout: str) -> None:
    between = ",\n" + layout[2:-4]
    found = read("json", (layout % between.join(['{"n": 1}', bad, '{"n": 2}', '{"n": 3}'])).encode())
    assert [r.raw for r in found if r.raw.startswith(b'{"n"')] == [b'{"n": 1}', b'{"n": 2}', b'{"n": 3}']
    assert len(found) == 4


def test_an_element_that_never_closes_ends_at_the_next_one() -> None:
    text = json.dumps([{"n": 1, "x": {"y": [1]}}, {"n": 2}, {"n": 3}], indent=2).replace("]\n    }", "]\n", 1)
    assert [r.line for r in read("json", text.encode())] == [2, 10, 13]


def test_a_cut_array_says_so() -> None:
    first, second = read("json", b'[{"a": 1}, {"b": ')
    assert first.problem is None
    assert second.problem is not None
    assert second.problem.rule == "structure/unclosed-array"


ROWS = st.lists(st.dictionaries(st.text(), st.text() | st.integers(-9, 9) | st.lists(st.text())))


@given(ROWS, st.sampled_from([None, 0, 2]))
def test_an_array_is_cut_into_its_elements(rows: list[Any], indent: int | None) -> None:
    assert [value for _, value in values("json", json.dumps(rows, indent=indent))] == rows


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), st.sampled_from([",", ";", "\t", "|"]))
def test_a_table_is_read_back(rows: list[tuple[str, str]], delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(
        [("q", "a"), *rows]
    )
    assert [value for _, value in values("csv", out.getvalue())] == [{"q": q, "a": a} for q, a in rows]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            b'\xef\xbb\xbfq;a\n"x;1\n2";y\n\nz;w\n',
            [(2, {"q": "x;1\n2", "a": "y"}), (5, {"q": "z", "a": "w"})],
        ),
        ("q\ta\n1\t\n".encode("utf-16"), [(2, {"q": "1", "a": ""})]),
        (b"q,a\r1,2\r3,4\r", [(2, {"q": "1", "a": "2"}), (3, {"q": "3", "a": "4"})]),
        (b'q,a\n"x\ry",2\n', [(2, {"q": "x\ry", "a": "2"})]),
        (b"q,,q\n1,2,3\n4\n", [(2, {"q": "1", "column_2": "2", "q_3": "3"}), (3, {"q": "4"})]),
    ],
)
def test_tables(data: bytes, expected: list[tuple[int, Any]]) -> None:
    assert values("csv", data) == expected


@pytest.mark.parametrize(
    ("data", "rule", "raw"),
    [
        (b"q,a\n1,2,3\n4,5\n", "structure/too-many-cells", b"1,2,3"),
        ("q,a\ncafé,2\n4,5\n".encode("cp1252"), "structure/not-utf8", b"caf\xe9,2"),
        (b'q,a\n"x"y,1\n4,5\n', "structure/not-csv", b'"x"y,1'),
    ],
)
def test_a_bad_row_is_told_with_its_bytes(data: bytes, rule: str, raw: bytes) -> None:
    bad, good = read("csv", data)
    assert bad.problem is not None
    assert (bad.problem.rule, bad.line, bad.raw) == (rule, 2, raw)
    assert json.loads(good.raw) == {"q": "4", "a": "5"}


def parquet(frame: pl.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def test_parquet_rows_are_json_objects() -> None:
    rows = [{"messages": [{"role": "user", "content": "é", "name": None}], "n": 1, "raw": b"\xff"}] * 3
    found = values("parquet", parquet(pl.DataFrame(rows)))
    record = {"messages": rows[0]["messages"], "n": 1, "raw": "/w=="}
    assert found == [(number, record) for number in (1, 2, 3)]


@pytest.mark.parametrize("cut", [slice(-9), slice(9), slice(9, None), slice(0)], ids=str)
def test_damaged_parquet_is_a_finding(cut: slice) -> None:
    found = read("parquet", parquet(pl.DataFrame({"text": ["x" * 200] * 50}))[cut])
    assert [r.problem.rule for r in found if r.problem] == ["structure/damaged-container"]


def test_utf16_lines_are_decoded_and_noted() -> None:
    first, second = read("jsonl", '{"a": "é"}\n{"b": 2}\n'.encode("utf-16"))
    assert json.loads(first.raw) == {"a": "é"}
    assert first.problem is not None
    assert first.problem.effect != "rejected"
    assert second.problem is None


@settings(max_examples=60)
@given(
    st.sampled_from(["jsonl", "json", "csv"]),
    st.binary(max_size=200) | st.text('[]{}",:\\\n\t é\ufeff1aq;', max_size=80).map(str.encode),
)
def test_any_bytes_give_examples_or_rejected_rows(reader: str, data: bytes) -> None:
    raw = read(reader, data)
    chunk = convert(raw, "openai_chat")
    assert len(raw) == len(chunk.examples) + len(chunk.rejected)
    assert set(chunk.rejected["row_id"]) <= set(chunk.findings["row_id"])
    assert len({r.offset for r in raw}) == len(raw)


def test_a_line_for_excel_names_the_delimiter() -> None:
    assert [(r.line, r.raw) for r in read("csv", b'sep=;\r\nquestion;answer\r\n"a, b";c\r\n')] == [
        (3, b'{"question":"a, b","answer":"c"}')
    ]


def test_a_heading_that_is_not_utf8_is_said() -> None:
    (row,) = read("csv", "question,antwort ä\na,b\n".encode("latin-1"))
    assert row.problem
    assert row.problem.rule == "structure/heading"
    assert "looks like Latin-1" in row.problem.message


@pytest.mark.parametrize("codec", ["utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_utf_32_is_read(codec: str, mark: str) -> None:
    (row,) = read("jsonl", (mark + '{"a": "é"}\n').encode(codec))
    assert json.loads(row.raw) == {"a": "é"}
