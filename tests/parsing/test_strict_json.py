"""What parse_line says about each kind of broken JSON text."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.model import Severity
from curate.parsing.strict_json import parse_line

CASES = [
    (b'{"a":1} ', []),
    (b'{"a" 1}', ["structure/not-json"]),
    (b"", ["structure/not-json"]),
    (b'{"a":"xyz', ["structure/cut-off"]),
    (b'{"a":[1,', ["structure/cut-off"]),
    (b'{"a":NaN}', ["structure/nan"]),
    (b'{"a":[1,-Infinity]}', ["structure/nan"]),
    (b'{"a":1e999}', ["structure/nan"]),
    (b'{"a":1,"b":{"a":2}}', []),
    (b'{"a":1,"a":1}', ["structure/duplicate-keys"]),
    (b'{"x":{"k\\u0041":1,"kA":2}}', ["structure/duplicate-keys"]),
    (b'{"a\\\\":"\\\\","b":"\\"\\u0022\\\\\\""}', []),
    (b'{"a":"\\ud83d"}', ["text/lone-surrogate"]),
    (b'{"a":"\\ud83d","a":1}', ["text/lone-surrogate", "structure/duplicate-keys"]),
    (b'{"a":"\\ud83d\\ude00"}', []),
    (b'{"a":9007199254740992}', []),
    (b'{"a":9007199254740993}', ["structure/big-integer"]),
    (b'{"a":-9007199254740993}', ["structure/big-integer"]),
    (b'{"a":123456789012345678901234567890}', ["structure/big-integer"]),
    (b'{"a":"123456789012345678901234567890","b":1e22}', []),
    (b'{"a":' + b"7" * 5000 + b"}", ["structure/nan"]),
    (b"[" * 10_000, ["structure/too-deep"]),
    (b"[" * 10_000 + b"]" * 10_000, ["structure/too-deep"]),
    (b'{"a":' * 300 + b"1" + b"}" * 300, ["structure/too-deep"]),
    (b'{"a":' * 250 + b"1" + b"}" * 250, []),
    (b'{"a":"x\x00y"}', ["structure/control-character"]),
    (b"\0" * 512, ["structure/nul"]),
    (b'\xef\xbb\xbf{"a":1}', ["structure/bom"]),
    ('{"a":"café"}'.encode("latin-1"), ["structure/not-utf8"]),
    ('{"a":"b"}'.encode("utf-16"), ["structure/not-utf8"]),
]


@pytest.mark.parametrize(("raw", "rules"), CASES, ids=lambda v: repr(v)[:40])
def test_rules(raw: bytes, rules: list[str]) -> None:
    assert [f.rule for f in parse_line(raw)[1]] == rules


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ('{"é": 1,}', "not JSON: a comma before the closing bracket at column 8"),
        ("{'a': 1}", "not JSON: single quotes at column 2"),
        ('{"a": 1}\r{"b": 2}', "not JSON: the lines end in CR alone; save them with LF at column 10"),
        ("<html>", "not JSON: a page of HTML or XML at column 1"),
        (
            "version https://git-lfs.github.com/spec/v1",
            "not JSON: a pointer of Git LFS instead of the data (git lfs pull) at column 1",
        ),
        ('{"a": True}', "not JSON: True is Python, not JSON at column 7"),
        ('{"a": 1} {"b": 2}', "not JSON: something follows the value at column 10"),
        ('{"a": 1,\n // no\n "b": 2}', "not JSON: a comment at line 2 of the record, column 2"),
        ('{"é": "ü', "the record stops in the middle of a value at column 9"),
        ('{"a": NaN}', "NaN is not a JSON number at column 7"),
    ],
)
def test_the_message_names_the_place(raw: str, message: str) -> None:
    assert parse_line(raw.encode())[1][0].message == message


def test_lone_surrogates_are_mended_in_the_value() -> None:
    assert parse_line(b'{"a":"x\\ud83dy"}')[0] == {"a": "x\ufffdy"}


def test_a_line_of_50_mb_is_read() -> None:
    assert parse_line(b'{"a":"' + b"x" * 50_000_000 + b'"}')[1] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)  # fmt: skip


@given(JSON, st.booleans())
def test_whatever_json_writes_is_read_without_a_finding(value: object, ascii_only: bool) -> None:
    again, found = parse_line(json.dumps(value, ensure_ascii=ascii_only).encode())
    assert again == value
    assert [f for f in found if f.rule != "structure/big-integer"] == []


@given(st.binary() | st.text('{}[]":,\\ua0d\ufffd 1e', max_size=40).map(lambda s: s.encode()))
def test_any_bytes_give_a_value_or_an_error(raw: bytes) -> None:
    value, found = parse_line(raw)
    if value is None and raw.strip() != b"null":
        assert any(f.severity is Severity.ERROR for f in found)
