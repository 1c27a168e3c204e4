"""A layout of one's own, read with a mapping; and the first proposal of one."""

import json
from pathlib import Path
from typing import Any

import pytest

from curate.canonical import FormatError
from curate.inputs.guess_mapping import guess_mapping
from curate.inputs.layout import Layout
from curate.inputs.mapping import parse_mapped
from curate.model import RawRecord
from curate.spec.config import Mapping
from curate.stages.convert import convert

TURNS = [
    {"who": "customer", "body": "hi"},
    {"who": "staff", "body": "hello"},
    {"who": "staff", "body": "how can I help?"},
    {"who": "customer", "body": " "},
]
RECORD = {"id": 7, "shop": {"name": "Rose"}, "chat": {"turns": TURNS}}
ROLES: dict[str, Any] = {"customer": "user", "staff": "assistant"}


def mapping(**changes: Any) -> Mapping:
    return Mapping(messages="chat.turns", role="who", content="body", roles=ROLES, **changes)


def texts(parsed: Any) -> list[tuple[str, str]]:
    return [(m["role"], m["content"]) for m in parsed.record["messages"]]


def test_turns_are_found_and_the_rest_is_kept() -> None:
    parsed = parse_mapped(RECORD, mapping(system="You work for {shop.name}."))
    assert texts(parsed) == [
        ("system", "You work for Rose."), ("user", "hi"), ("assistant", "hello"),
        ("assistant", "how can I help?"), ("user", " "),
    ]  # fmt: skip
    assert parsed.record["extra"]["id"] == 7


def test_empty_turns_and_repeated_speakers_as_asked() -> None:
    parsed = parse_mapped(RECORD, mapping(empty_turns="skip", merge=True, merge_with=" "))
    assert texts(parsed) == [("user", "hi"), ("assistant", "hello how can I help?")]
    assert {note.rule for note in parsed.notes} == {"format/empty-turn", "format/merged-turns"}


@pytest.mark.parametrize(
    ("record", "changes", "pointer"),
    [
        ({"chat": {}}, {}, "/chat/turns"),
        ({"chat": {"turns": ["hi"]}}, {}, "/chat/turns/0"),
        ({"chat": {"turns": [{"who": "owl", "body": "hu"}]}}, {}, "/chat/turns/0/who"),
        ({"chat": {"turns": [{"who": "staff", "body": 1}]}}, {}, "/chat/turns/0/body"),
        (RECORD, {"system": "{shop.city}"}, "/shop/city"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(record: Any, changes: Any, pointer: str) -> None:
    with pytest.raises(FormatError) as error:
        parse_mapped(record, mapping(**changes))
    assert error.value.pointer == pointer


def test_metadata_names_what_is_kept() -> None:
    raw = [RawRecord(0, 1, json.dumps(RECORD).encode())]
    chunk = convert(raw, Layout("", mapping(), metadata=("id",)))
    assert json.loads(chunk.examples["record"][0])["extra"] == {"id": 7}


@pytest.mark.parametrize(
    ("name", "messages", "rows"),
    [("sgd_dialogues_001.json", "turns", 128), ("taskmaster4_data_07.json", "utterances", 210)],
)
def test_published_dialogues_are_read_with_the_proposed_mapping(
    shared: Path, name: str, messages: str, rows: int
) -> None:
    records = json.loads((shared / "data" / "real" / name).read_bytes())
    guess = guess_mapping(records)
    assert guess is not None
    assert guess.messages == messages
    read = [parse_mapped(record, guess).record for record in records]
    assert len(read) == rows
    said = [[turn[guess.content] for turn in record[messages]] for record in records]
    assert [[m["content"] for m in record["messages"]] for record in read] == said
