"""Every file that a build writes passes our own check of its provider, and no row that fits is missing."""

import json
from pathlib import Path
from typing import Any

import pytest

import curate
from curate.providers.adapt import apply, find
from curate.providers.target import TargetWriter
from curate.wires import wire

CALL = {"id": "call_1", "type": "function", "function": {"name": "clock", "arguments": '{"zone":"UTC"}'}}
TOOL = {
    "type": "function",
    "function": {
        "name": "clock",
        "parameters": {"type": "object", "properties": {"zone": {"type": "string"}}},
    },
}
TOOL_ROW = {
    "messages": [
        {"role": "user", "content": "What time is it?"},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "12:00"},
        {"role": "assistant", "content": "Noon."},
    ],
    "tools": [TOOL],
}
FOUR = ("openai", "azure_openai", "trl", "autotrain")


def chat(n: int) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": f"{n}?"}, {"role": "assistant", "content": f"{n}!"}]}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    rows = [chat(n) for n in range(30)] + [TOOL_ROW]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    config = tmp_path / "curate.yaml"
    config.write_text(f"inputs: [rows.jsonl]\noutput: out\nproviders: [{', '.join(FOUR)}]\n")
    curate.build(config, workers=1)
    return tmp_path / "out"


@pytest.mark.parametrize("provider", FOUR)
def test_written_files_pass_our_own_check(built: Path, provider: str) -> None:
    n = 0
    for side in ("train", "validation"):
        report = curate.check(built / provider / f"{side}.jsonl", provider=provider, scope="rows")
        assert report.accepted, report.findings
        n += report.rows
    assert n == (30 if provider == "autotrain" else 31)


def test_a_target_says_what_it_cannot_express() -> None:
    line, found = TargetWriter("autotrain", "sft", None).fit(TOOL_ROW)
    assert line is None
    assert [item.rule for item in found] == ["fit/tools"]


def test_weights_that_get_lost_are_told() -> None:
    row = chat(1)
    row["messages"][1]["weight"] = 0
    row["messages"] += chat(2)["messages"]
    line, found = TargetWriter("autotrain", "sft", None).fit(row)
    assert line is not None
    assert "weight" not in line["text"][1]
    assert [(item.rule, item.pointer) for item in found] == [("fit/weight", "/messages/1")]


def test_adapting_leaves_its_input_alone() -> None:
    before = {"messages": [{"role": "developer", "content": [{"type": "text", "text": "Hi"}], "name": "x"}]}
    copy = json.loads(json.dumps(before))
    expresses = {"developer": "as_system", "parts": "as_text", "name": "left_out"}
    assert [item.rule for item in find(before, expresses)] == ["fit/developer", "fit/name"]
    assert apply(before, expresses) == {"messages": [{"role": "system", "content": "Hi"}]}
    assert before == copy


def test_tools_are_one_text_for_trl() -> None:
    line, _ = TargetWriter("trl", "sft", None).fit(TOOL_ROW)
    assert line is not None
    assert json.loads(line["tools"]) == [TOOL]


def test_a_byte_order_mark_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(chat(n)) for n in range(30)))
    config = tmp_path / "curate.yaml"
    asked = "inputs: [rows.jsonl]\noutput: out\nproviders: [{id: %s, options: {bom: true}}, trl]\n"
    config.write_text(asked % "azure_openai")
    curate.build(config, workers=1)
    begin = {
        (name, side): (tmp_path / "out" / name / f"{side}.jsonl").read_bytes()[:4]
        for name in ("azure_openai", "trl")
        for side in ("train", "validation")
    }
    marked = b"\xef\xbb\xbf{"
    assert {key for key, head in begin.items() if head == marked} == {
        ("azure_openai", "train"),
        ("azure_openai", "validation"),
    }
    path = tmp_path / "out" / "azure_openai" / "train.jsonl"
    assert curate.check(path, provider="azure_openai").accepted
    config.write_text(asked % "together")
    with pytest.raises(curate.ConfigError, match=r"options\.bom: files for together have"):
        curate.build(config, workers=1)


def test_calls_and_results_keep_together_under_new_ids() -> None:
    line, told = TargetWriter("mistral", "sft", None).write(TOOL_ROW | {"parallel_tool_calls": True})
    assert line is not None
    _, call, result, _ = line["messages"]
    assert call["tool_calls"][0]["id"] == result["tool_call_id"]
    assert len(result["tool_call_id"]) == 9
    assert {found.rule for found in told} == {"fit/call-ids", "fit/parallel-tool-calls"}


def test_a_row_with_an_image_is_all_parts_for_together() -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    asked = [{"type": "text", "text": "What is it?"}, image]
    row = {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": "A dot."}]}
    line, _ = TargetWriter("together", "sft", None).write(row)
    assert line is not None
    assert [m["content"] for m in line["messages"]] == [asked, [{"type": "text", "text": "A dot."}]]
    assert TargetWriter("together", "sft", None).write(chat(1)) == (chat(1), [])


def picture(url: str) -> dict[str, Any]:
    parts = [{"type": "text", "text": "What is it?"}, {"type": "image_url", "image_url": {"url": url}}]
    return {"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": "A cat."}]}


@pytest.mark.parametrize("model", ["gemini-3.5-flash", "gemini-2.5-flash"])
@pytest.mark.parametrize(
    ("url", "mime"),
    [
        ("gs://b/cat.png", "image/png"),
        ("gs://b/cat?.JPEG", "image/jpeg"),
        ("https://example.org/cat.webp?size=9", "image/webp"),
    ],
)
def test_images_at_an_address_are_files_for_gemini(url: str, mime: str, model: str) -> None:
    line, found = TargetWriter("gemini", "sft", model).fit(picture(url))
    assert line is not None, found
    part = {"fileData": {"mimeType": mime, "fileUri": url}}
    assert line["contents"][0] == {"role": "user", "parts": [{"text": "What is it?"}, part]}
    assert found == []


@pytest.mark.parametrize(
    "url",
    ["data:image/png;base64,iVBORw0KGgo=", "https://example.org/cat", "gs://b/cat.gif", "s3://b/cat.png"],
)
def test_other_images_are_left_out_for_gemini_and_said(url: str) -> None:
    line, found = TargetWriter("gemini", "sft", "gemini-3.5-flash").fit(picture(url))
    assert line is None
    assert [(item.rule, item.pointer) for item in found] == [("fit/images", "/messages/0")]


def test_files_of_gemini_come_back_as_files(tmp_path: Path) -> None:
    parts = [{"fileData": {"mimeType": "image/png", "fileUri": "gs://b/cat.png"}}, {"text": "What is it?"}]
    row = {"contents": [{"role": "user", "parts": parts}, {"role": "model", "parts": [{"text": "A cat."}]}]}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row))
    (tmp_path / "curate.yaml").write_text(
        "inputs: [rows.jsonl]\noutput: out\nproviders: [{id: gemini, model: gemini-3.5-flash}]\n"
    )
    curate.build(tmp_path / "curate.yaml", workers=1)
    assert json.loads((tmp_path / "out/gemini/train.jsonl").read_text()) == row


@pytest.mark.parametrize(("n", "said"), [(30, []), (31, ["media/count"])])
def test_more_images_than_gemini_takes_are_said(n: int, said: list[str]) -> None:
    row = picture("gs://b/cat.png")
    row["messages"][0]["content"] *= n
    line, found = TargetWriter("gemini", "sft", "gemini-3.5-flash").fit(row)
    assert line is not None
    assert [item.rule for item in found] == said


def test_a_side_of_several_messages_fits_no_layout_of_one_but_its_own() -> None:
    answers = [{"content": [{"text": text}], "preferenceLabel": label} for text, label in
               (("good", "preferred"), ("bad", "non-preferred"), ("worse", "non-preferred"))]  # fmt: skip
    asked = {"role": "user", "content": [{"text": "hi"}]}
    line = {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [asked, {"role": "assistant", "candidates": answers}],
    }
    example = wire("bedrock_preference").read(line)
    assert TargetWriter("bedrock", "dpo", "nova-pro").write(example)[0] == line
    fitted = TargetWriter("llama_factory", "dpo", None).fit(example)
    assert [(hit.rule, hit.pointer) for hit in fitted.found] == [("fit/several-messages", "/rejected")]
