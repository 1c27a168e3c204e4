"""The short way of plain rows leads to the same place as the long one."""

import gzip
import json
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.formats import all_formats, before
from curate.frames import EXAMPLES, SEGMENTS
from curate.inputs.layout import Layout
from curate.model import RawRecord
from curate.plain_chat import read_plain, telling_keys
from curate.records import content_hash, kind_of, segments_of
from curate.stages.convert import convert, read_record, reader_of

CHAT = Layout("openai_chat")
NAMES = ("openai_chat", *before("openai_chat"))
TELLING = telling_keys(all_formats()[name] for name in NAMES)
assert TELLING is not None
KEYS = [*sorted(TELLING), "id", "source", "extra", "text", "prompt", "input", "role", "from", "metadata"]

texts = st.text(max_size=12) | st.sampled_from(['"', "\\", '\\"', "\u0022", "e+10", "{}", "\u2028", "\x00"])
scalars = texts | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.booleans() | st.none()
message = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "user", "assistant", "tool", "human"]), "content": texts | st.none()},
    optional={"name": texts},
)
plain_message = st.fixed_dictionaries(
    {"role": st.sampled_from(["system", "user", "assistant"]), "content": texts}
)
messages = st.lists(plain_message, max_size=4) | st.lists(message, max_size=3)
record = st.builds(
    lambda more, messages: {**more, "messages": messages},
    st.dictionaries(st.sampled_from(KEYS) | texts, scalars | st.lists(scalars, max_size=2), max_size=3),
    messages,
)


def long_way(raw: bytes, metadata: tuple[str, ...] = ()) -> tuple[Any, ...] | None:
    """What a record of bytes becomes without the short way; None where anything is said of it."""
    example, found = read_record(raw, reader_of(CHAT))
    if example is None or found:
        return None
    segments = [(s.role, s.text) for s in segments_of(example)]
    return orjson.dumps(example).decode(), kind_of(example), content_hash(example), segments


@given(record, st.booleans())
def test_a_plain_row_is_what_it_is_the_long_way(value: dict[str, Any], ascii_only: bool) -> None:
    raw = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
    plain = read_plain(raw, TELLING or frozenset())
    if plain is not None:
        turns = list(zip(plain.roles, plain.texts, strict=True))
        assert (plain.record, plain.kind, plain.content_hash, turns) == long_way(raw)


@pytest.mark.parametrize(
    "more",
    [
        '"a": 1, "a": 2',
        '"a": 1, "a": "\\u0022"',
        '"a": 1e999',
        '"a": 12345678901234567890123',
        '"a": 9007199254740993',
        '"a": 1e25',
        '"a": null',
        '"a": []',
        '"label": true',
        '"tools": []',
        '"system": "be kind"',
        '"rejected_response": "no"',
        '"image": "a.png"',
    ],
)
def test_rows_that_need_a_word_take_the_long_way(more: str) -> None:
    turns = '[{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]'
    assert read_plain(f'{{"messages": {turns}}}'.encode(), TELLING or frozenset())
    assert read_plain(f'{{"messages": {turns}, {more}}}'.encode(), TELLING or frozenset()) is None


def test_a_format_that_comes_first_and_names_no_keys_closes_the_short_way() -> None:
    assert telling_keys([all_formats()["kto"], all_formats()["alpaca"]]) is None


def test_both_ways_in_one_piece_keep_the_order() -> None:
    rows = [
        b'{"messages": [{"role": "user", "content": "1"}, {"role": "assistant", "content": "2"}], "id": 1}',
        b'{"messages": [{"role": "user", "content": "3", "name": "x"}, {"role": "assistant", "content": "4"}]}',
        b"no record",
        b'{"messages": [{"role": "user", "content": "5"}, {"role": "assistant", "content": "6"}]}',
    ]
    chunk = convert([RawRecord(at * 10, at + 1, raw) for at, raw in enumerate(rows)], CHAT)
    assert chunk.examples.schema == EXAMPLES
    assert chunk.segments.schema == SEGMENTS
    assert chunk.examples["row_id"].to_list() == [0, 10, 30]
    assert chunk.segments["text"].to_list() == ["1", "2", "3", "4", "5", "6"]
    assert chunk.segments["row_id"].to_list() == [0, 0, 10, 10, 30, 30]
    assert chunk.rejected["row_id"].to_list() == [20]


def test_metadata_that_is_not_wanted_is_left_out_either_way() -> None:
    row = b'{"messages": [{"role": "user", "content": "1"}, {"role": "assistant", "content": "2"}], "id": 1, "b": 2}'
    chunk = convert([RawRecord(0, 1, row)], CHAT._replace(metadata=("id",)))
    assert json.loads(chunk.examples["record"][0])["extra"] == {"id": 1}


def test_real_rows(shared: Path) -> None:
    with gzip.open(shared / "data" / "real" / "chat_real.jsonl.gz") as stream:
        for line in islice(stream, 0, 40_000, 40):
            plain = read_plain(line, TELLING or frozenset())
            assert plain is not None
            turns = list(zip(plain.roles, plain.texts, strict=True))
            assert (plain.record, plain.kind, plain.content_hash, turns) == long_way(line)
