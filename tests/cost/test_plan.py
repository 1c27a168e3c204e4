"""`curate plan`: what the data says, as text, Markdown and JSON."""

import json
from pathlib import Path

import pytest

from curate.cli import main

REFUSAL = "I'm sorry, but I can't help with that."


@pytest.fixture
def rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    talks = [
        ("what is two and two?", "four"),
        ("what is two and two?", "five"),
        ("how do I boil an egg?", REFUSAL),
    ]
    talks += [(f"question {n}", "yes") for n in range(8)] + [("question 0", "yes")]
    records = [
        {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]} for q, a in talks
    ]
    records[0]["messages"].insert(0, {"role": "system", "content": "be brief"})
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join([*map(json.dumps, records), "{broken"]))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    return path


def test_the_numbers_of_the_data(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(rows), "--provider", "openai", "--calls", "1000", "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["data"] == {
        "rows": 12,
        "read": 13,
        "duplicates": 1,
        "refusals": 1,
        "commonest_answer_rows": 9,
        "conflicting_prompts": 0,  # the system text belongs to the prompt
        "system_prompts": 1,
        "rows_without_system": 11,
    }
    assert plan["estimates"][0]["provider"] == plan["break_even"][0]["provider"] == "openai"
    assert plan["questions"][0]["question"] == "Is there enough data?"


def test_the_page_answers_the_questions(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for form in ("text", "md"):
        assert main(["plan", str(rows), "--format", form]) == 0
        out = capsys.readouterr().out
        assert "openai: enough for a job (at least 10), but 50 are advised to begin with" in out
        assert "new jobs end on 2027-01-06" in out
        assert "What the data cannot say" in out


def test_the_baseline_is_written(rows: Path) -> None:
    path = rows.parent / "few-shot.jsonl"
    args = ["plan", str(rows), "--provider", "openai", "--few-shot", "2", "--export-few-shot", str(path)]
    assert main(args) == 0
    written = [json.loads(line) for line in path.read_text().splitlines()]
    assert [sorted(record) for record in written] == [["messages"], ["messages"]]


def test_a_plan_for_own_machines_alone_names_no_provider(
    rows: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", str(rows), "--gpu", "l4", "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["estimates"], len(plan["self_hosted"])) == ([], 1)
    assert main(["plan", str(rows), "--provider", "openai:gpt-3.5-turbo", "--gpu", "l4"]) == 0
    out = capsys.readouterr().out
    assert "NO, for nobody" in out
    assert "Own machines" in out


def test_a_plan_says_who_may_still_tune(rows: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", str(rows), "--provider", "azure_openai:gpt-4.1", "--provider", "together"]) == 0
    out = capsys.readouterr().out
    assert "azure_openai gpt-4.1: NO for a new customer; yes for who tuned here before" in out
    assert "together Qwen/Qwen3.5-9B: yes" in out
