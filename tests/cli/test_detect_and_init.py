"""`curate detect` and `curate init` as commands."""

import json
from pathlib import Path

import pytest

from curate.cli import main

TURNS = [{"who": "customer", "body": "Where is my parcel?"}, {"who": "staff", "body": "On its way, I think."}]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "faq.csv").write_text("question;answer\nWhen?;Now\nWhere?;Here\n")
    (tmp_path / "desk.json").write_text(json.dumps([{"ticket": 7, "thread": TURNS}]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_detect_prints_the_layout_and_why(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["detect", "faq.csv"]) == 0
    assert capsys.readouterr().out == (
        "faq.csv: question_answer (csv)\n  2 records: question_answer; keys question, answer\n"
    )


def test_detect_proposes_a_mapping_for_what_no_format_knows(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["detect", "--json", "desk.json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["layout"] is None
    assert told["mapping"] == {
        "messages": "thread", "role": "who", "content": "body",
        "roles": {"customer": "user", "staff": "assistant"},
    }  # fmt: skip


def test_init_writes_a_config_that_builds(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "faq.csv", "desk.json"]) == 0
    assert main(["build", "-q", "--workers", "1"]) == 0
    manifest = json.loads((files / "curated" / "manifest.json").read_bytes())
    assert manifest["rows"]["read"] == 3
    assert manifest["rows"]["rejected"] == 0


def test_init_never_overwrites(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "curate.yaml").write_text("mine")
    assert main(["init", "faq.csv"]) == 2
    assert (files / "curate.yaml").read_text() == "mine"
    assert "never overwritten" in capsys.readouterr().err
