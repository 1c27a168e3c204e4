"""What `measures` says of rows does not hang on how they are written."""

import json

import pytest

from curate.model import RawRecord
from curate.stages.convert import convert
from curate.stages.measure import measures

TURNS = [("system", "Be brief."), ("user", "How long?"), ("assistant", "Two days.")]


@pytest.mark.parametrize("keys", [("role", "content"), ("content", "role")])
@pytest.mark.parametrize("beside", [{}, {"name": "x"}])
def test_messages_are_counted_in_either_order_of_keys(keys: tuple[str, str], beside: dict[str, str]) -> None:
    turns = [dict(zip(("role", "content"), turn, strict=True)) for turn in TURNS]
    messages = [{key: turn[key] for key in keys} for turn in turns]
    messages[1] = messages[1] | beside if keys[0] == "role" else messages[1]
    row = measures(convert([RawRecord(0, 1, json.dumps({"messages": messages}).encode())], "openai_chat"))
    assert row["n_messages"].to_list() == [3]


def test_a_piece_of_plain_and_other_rows_is_measured_as_each_alone() -> None:
    plain = {"messages": [{"role": r, "content": c} for r, c in TURNS], "licence": "MIT"}
    pair = {"prompt": "Why?", "chosen": "Because it rains.", "rejected": "No."}
    thinking = {
        "messages": [
            *plain["messages"][:2],
            {"role": "assistant", "content": "4", "reasoning_content": "2+2"},
        ]
    }
    records = [("openai_chat", plain), ("preference", pair), ("openai_chat", thinking)]
    for layout in ("openai_chat", "preference"):
        some = [record for name, record in records if name == layout]
        raw = [RawRecord(n, n + 1, json.dumps(record).encode()) for n, record in enumerate(some)]
        together = measures(convert(raw, layout)).drop("row_id")
        alone = [measures(convert([one], layout)).drop("row_id").row(0) for one in raw]
        assert together.rows() == alone
    sides = measures(convert([RawRecord(0, 1, json.dumps(pair).encode())], "preference"))
    assert sides.select("chosen_chars", "rejected_chars").row(0) == (17, 3)
