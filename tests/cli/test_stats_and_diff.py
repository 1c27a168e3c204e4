"""`curate stats` and `curate diff`: data sets by the content of their rows."""

import json
from pathlib import Path

import pytest

from curate.cli import main

Out = pytest.CaptureFixture[str]


def row(question: str, answer: str) -> str:
    return json.dumps(
        {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}
    )


ROWS = [row(f"question {n}", f"answer {n}") for n in range(20)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.jsonl").write_text("\n".join(ROWS))
    return tmp_path


def test_stats(folder: Path, capsys: Out) -> None:
    (folder / "new.jsonl").write_text("\n".join([*ROWS, ROWS[3], ROWS[3], "{broken"]))
    assert main(["stats", "new.jsonl", "--format", "json"]) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert numbers["rows"] == 22
    assert numbers["unreadable"] == 1
    assert numbers["roles"] == {"assistant": 22, "user": 22}
    assert numbers["exact_duplicates"] == 2
    assert numbers["most_copies"] == [{"source": "new.jsonl", "line": 4, "copies": 3}]
    assert numbers["turns"]["p50"] == 1
    assert 0 < numbers["trained_tokens"] < numbers["tokens"]
    assert main(["stats", "new.jsonl"]) == 0
    assert capsys.readouterr().out.startswith("22 rows in 1 file, 1 unreadable\n")


def test_stats_of_another_format_and_of_nothing(folder: Path, capsys: Out) -> None:
    (folder / "qa.csv").write_text("instruction,output\nask,answer\n")
    (folder / "empty.jsonl").write_text("")
    assert main(["stats", "qa.csv"]) == 0
    assert "alpaca" in capsys.readouterr().out
    assert main(["stats", "empty.jsonl"]) == 0
    assert main(["stats", "absent.jsonl"]) == 2


def test_equal_rows_print_nothing(folder: Path, capsys: Out) -> None:
    (folder / "new.jsonl").write_text(
        "\n".join(json.dumps(json.loads(r), indent=None, separators=(",", ":")) for r in reversed(ROWS))
    )
    assert main(["diff", "old.jsonl", "new.jsonl", "--exit-code"]) == 0
    assert capsys.readouterr() == ("", "")


def test_added_removed_and_changed(folder: Path, capsys: Out) -> None:
    (folder / "new.jsonl").write_text(
        "\n".join([*ROWS[2:], row("question 1", "another"), row("x", "y"), ROWS[5]])
    )
    assert main(["diff", "old.jsonl", "new.jsonl", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["rows"] == {"old": 20, "new": 21}
    assert found["changed"]["places"] == [{"source": "new.jsonl", "line": 19}]
    assert found["added"]["places"] == [
        {"source": "new.jsonl", "line": 20},
        {"source": "new.jsonl", "line": 21},
    ]
    assert found["removed"]["places"] == [{"source": "old.jsonl", "line": 1}]


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_exit_code_of_a_difference(folder: Path, form: str, capsys: Out) -> None:
    (folder / "new.jsonl").write_text("\n".join(ROWS[:-1]))
    assert main(["diff", "old.jsonl", "new.jsonl", "--format", form]) == 0
    assert main(["diff", "old.jsonl", "new.jsonl", "--format", form, "--exit-code"]) == 1
    assert "removed" in capsys.readouterr().out
    assert main(["diff", "old.jsonl", "absent.jsonl", "--exit-code"]) == 2


def test_a_build_folder_stands_for_its_files(folder: Path, capsys: Out) -> None:
    (folder / "curate.yaml").write_text("inputs: [old.jsonl]\noutput: out\nproviders: [openai]\n")
    assert main(["build", "--workers", "1", "-q"]) == 0
    capsys.readouterr()
    assert main(["diff", "old.jsonl", "out"]) == 0
    assert capsys.readouterr().out == ""


def test_problems_and_money_of_a_difference(folder: Path, capsys: Out) -> None:
    bad = json.dumps({"messages": [{"role": "user", "content": "no answer"}]})
    (folder / "old.jsonl").write_text("\n".join([*ROWS, bad]))
    (folder / "new.jsonl").write_text(
        "\n".join([row("new", "longer " * 400), '{"text": "other"}', *reversed(ROWS)])
    )
    assert main(["diff", "old.jsonl", "new.jsonl", "--provider", "openai:gpt-4.1", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["findings"]["fixed"]["answer/nothing"] == 1
    assert found["findings"]["appeared"]["shape/missing-key"] == 1
    assert "platform/winding-down" not in found["findings"]["appeared"]
    assert float(found["cost_usd"]["change"]) > 0
    for form, line in (("text", "fixed: 1 answer/nothing"), ("md", "fixed: 1 answer/nothing")):
        assert main(["diff", "old.jsonl", "new.jsonl", "--provider", "openai:gpt-4.1", "--format", form]) == 0
        out = capsys.readouterr().out
        assert line in out
        assert "USD now, +" in out
    assert main(["diff", "old.jsonl", "new.jsonl", "--provider", "nobody"]) == 2
    assert "unknown nobody" in capsys.readouterr().err
    assert main(["diff", "old.jsonl", "new.jsonl", "--provider", "trl"]) == 0
    assert "problems for trl" in capsys.readouterr().out
