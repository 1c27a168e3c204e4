"""The redact stage: what leaves the rows, what stays, and that JSON stays JSON."""

import json
import re
from typing import Any

import orjson
import polars as pl
import pytest

from curate.frames import EXAMPLES, REJECTED, content_hash, kind_of, segments_frame
from curate.plain_chat import roles_of
from curate.redaction.policy import resolve_policy
from curate.spec.config import Redact
from curate.stages import Chunk, findings_frame
from curate.stages.redact import redact_chunk


def redact(chunk: Chunk, settings: Redact) -> Chunk:
    return redact_chunk(chunk, resolve_policy(settings))


def chunk_of(*records: dict[str, Any]) -> Chunk:
    ids = list(range(len(records)))
    rows = [
        (i, i + 1, kind_of(r), content_hash(r), json.dumps(r), roles_of(r)) for i, r in enumerate(records)
    ]
    return Chunk(
        pl.DataFrame(rows, EXAMPLES, orient="row"),
        segments_frame(ids, list(records)),
        findings_frame(()),
        pl.DataFrame(schema=REJECTED),
        {},
    )


def chat(*contents: str) -> dict[str, Any]:
    roles = ("user", "assistant")
    return {"messages": [{"role": roles[i % 2], "content": c} for i, c in enumerate(contents)]}


def contents(chunk: Chunk, row: int = 0) -> list[str]:
    return [m["content"] for m in orjson.loads(chunk.examples["record"][row])["messages"]]


def test_numbers_run_through_the_conversation() -> None:
    done = redact(chunk_of(chat("I am jo@contoso.com", "Not al@contoso.com, JO@contoso.com?")), Redact())
    assert contents(done) == ["I am [EMAIL_1]", "Not [EMAIL_2], [EMAIL_1]?"]
    assert done.segments["text"].to_list() == contents(done)
    assert [f["rule"] for f in done.findings.to_dicts()] == ["pii/email-address"]


def test_a_second_pass_finds_nothing() -> None:
    done = redact(chunk_of(chat("jo@contoso.com or 408-247-8880", "card 4539 5787 6362 1486")), Redact())
    again = redact(done, Redact())
    assert again.examples.equals(done.examples)
    assert len(again.findings) == len(done.findings)


def test_numbering_starts_after_placeholders_that_are_there() -> None:
    assert contents(redact(chunk_of(chat("[EMAIL_7] wrote", "jo@contoso.com")), Redact()))[1] == "[EMAIL_8]"


def test_tool_arguments_stay_json_byte_for_byte() -> None:
    arguments = '{"to" : "jo@contoso.com",  "n": 1e3, "big": 123456789012345678901234567890}'
    call = {"id": "1", "type": "function", "function": {"name": "send", "arguments": arguments}}
    done = redact(
        chunk_of({"messages": [{"role": "assistant", "content": None, "tool_calls": [call]}]}), Redact()
    )
    record = orjson.loads(done.examples["record"][0])
    got = record["messages"][0]["tool_calls"][0]["function"]["arguments"]
    assert got == arguments.replace("jo@contoso.com", "[EMAIL_1]")
    assert "[EMAIL_1]" in done.segments.filter(pl.col("form") == "leaf")["text"].to_list()


def test_preference_answers_share_one_map() -> None:
    record = {
        "messages": [{"role": "user", "content": "jo@contoso.com?"}],
        "chosen": [{"role": "assistant", "content": "yes, jo@contoso.com"}],
        "rejected": [{"role": "assistant", "content": "no, al@contoso.com not jo@contoso.com"}],
    }
    got = orjson.loads(redact(chunk_of(record), Redact()).examples["record"][0])
    assert got["chosen"][0]["content"] == "yes, [EMAIL_1]"
    assert got["rejected"][0]["content"] == "no, [EMAIL_2] not [EMAIL_1]"


def test_a_number_is_reported_and_stays() -> None:
    done = redact(chunk_of(chat("hi", '{"phone": 4082478880}')), Redact())
    assert contents(done)[1] == '{"phone": 4082478880}'
    assert done.findings["severity"].to_list() == ["warning"]


def test_drop_row_rejects_the_row_without_the_value() -> None:
    settings = Redact.model_validate({"entities": {"EMAIL_ADDRESS": "drop_row"}})
    done = redact(chunk_of(chat("jo@contoso.com", "ok"), chat("hi", "ho")), settings)
    assert done.examples["row_id"].to_list() == [1]
    assert done.segments["row_id"].unique().to_list() == [1]
    assert done.rejected["reason"].to_list() == ["pii/email-address"]
    assert b"contoso" not in done.rejected["raw"][0]


def test_code_keeps_its_numbers_and_loses_its_addresses() -> None:
    text = "```\ncall('408-247-8880', 'jo@contoso.com')\n```"
    assert contents(redact(chunk_of(chat(text)), Redact()))[0] == text.replace("jo@contoso.com", "[EMAIL_1]")


@pytest.mark.parametrize("mode", ["mask", "hash", "surrogate"])
def test_other_modes_are_stable_and_idempotent(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_REDACTION_KEY", "k")
    settings = Redact.model_validate({"mode": mode})
    chunk = chunk_of(
        chat("jo@contoso.com 408-247-8880", "jo@contoso.com 536-90-4399"), chat("jo@contoso.com", "a")
    )
    done = redact(chunk, settings)
    first, other = contents(done), contents(done, 1)
    assert first[0].split()[0] == first[1].split()[0] == other[0]
    assert redact(done, settings).examples.equals(done.examples)
    assert "contoso" not in "".join(done.examples["record"])


def test_metadata_is_redacted_but_for_what_decides_the_split() -> None:
    record = chat("jo@contoso.com", "ok") | {
        "extra": {"from": "jo@contoso.com", "customer": "al@contoso.com"}
    }
    done = redact_chunk(chunk_of(record), resolve_policy(Redact()), frozenset({"customer"}))
    assert orjson.loads(done.examples["record"][0])["extra"] == {
        "from": "[EMAIL_1]",
        "customer": "al@contoso.com",
    }
    left = done.findings.filter(pl.col("severity") == "warning")
    assert left["pointer"].to_list() == ["/extra/customer"]


def test_json_inside_json_stays_json() -> None:
    inner = json.dumps({"mail": "jo@contoso.com", "n": 4082478880})
    done = redact(chunk_of(chat("hi", json.dumps({"body": inner}))), Redact())
    assert json.loads(json.loads(contents(done)[1])["body"]) == {"mail": "[EMAIL_1]", "n": 4082478880}


def test_the_words_of_a_key_are_context() -> None:
    answer = '{"passportNumber": "912803456", "ticket": "912803456"}'
    assert contents(redact(chunk_of(chat("hi", answer)), Redact()))[1] == answer.replace(
        "912803456", "[PASSPORT_1]", 1
    )


def test_a_key_is_reported_without_being_told() -> None:
    done = redact(chunk_of(chat("hi", '{"jo@contoso.com": {"n": 1}, "al@contoso.com": "x"}')), Redact())
    assert contents(done)[1] == '{"jo@contoso.com": {"n": 1}, "al@contoso.com": "x"}'
    assert done.findings.select("rule", "severity", "pointer").rows() == [
        ("pii/email-address", "warning", "/messages/1/content#/*")
    ]
    assert "contoso" not in str(done.findings.to_dicts())


def test_the_name_of_a_speaker_stays_a_name() -> None:
    row = chat("I am jo@contoso.com", "Hello", "And I am", "Hi")
    for turn, name in zip(
        row["messages"], ["jo@contoso.com", "helper-2", "al@contoso.com", "+44 20 7946 0018"], strict=True
    ):
        turn["name"] = name
    done = redact(chunk_of(row), Redact())
    (record,) = (orjson.loads(text) for text in done.examples["record"])
    names = [turn["name"] for turn in record["messages"]]
    assert names == ["EMAIL_1", "helper-2", "EMAIL_2", "PHONE_1"]
    assert contents(done)[0] == "I am [EMAIL_1]"
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in names)
    assert {f["pointer"] for f in done.findings.to_dicts()} == {"/messages/0/content", "/messages/3/name"}


@pytest.mark.parametrize("mode", ["placeholder", "mask", "hash", "surrogate"])
def test_names_are_left_alone_by_a_second_pass(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_REDACTION_KEY", "k")
    row = chat("Hi", "Hello")
    row["messages"][0]["name"] = "jo@contoso.com"
    row["messages"][1]["name"] = "408-247-8880"
    policy = resolve_policy(Redact.model_validate({"mode": mode}))
    done = redact_chunk(chunk_of(row), policy)
    assert redact_chunk(done, policy).examples.equals(done.examples)
    names = [turn["name"] for turn in orjson.loads(done.examples["record"][0])["messages"]]
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in names)
    assert not {"jo@contoso.com", "408-247-8880"} & {*names}


def test_names_of_tools_and_functions_stay() -> None:
    row = chat("Hi", "Hello")
    row["messages"].insert(1, {"role": "function", "name": "card_4539578763621486", "content": "1"})
    assert redact(chunk_of(row), Redact()).examples["record"][0] == json.dumps(row)


def test_refusals_are_searched() -> None:
    row = chat("Hi", "Hello")
    row["messages"][1] = {"role": "assistant", "refusal": "I shall not write to jo@contoso.com"}
    row["messages"] += [
        {"role": "user", "content": "Why?"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "jo@contoso.com said no"}]},
    ]
    done = redact(chunk_of(row), Redact())
    record = done.examples["record"][0]
    assert "contoso" not in record
    assert orjson.loads(record)["messages"][3]["content"][0]["refusal"] == "[EMAIL_1] said no"
