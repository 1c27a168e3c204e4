"""`curate build` as a command: the summary, and exit codes that scripts rely on."""

import json
from pathlib import Path

import pytest

from curate.cli import main


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    turns = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]
    (tmp_path / "rows.jsonl").write_text(json.dumps({"messages": turns}) + "\n{broken\n")
    (tmp_path / "curate.yaml").write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_nearest_config_is_built_and_summed_up(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "--workers", "1"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("Inputs\n  rows.jsonl  2 rows  openai_chat  keys messages\n\nRows: 2 read\n")
    assert err == ""


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("warning", 1), ("error", 1)])
def test_fail_on(project: Path, fail_on: str, code: int) -> None:
    assert main(["build", "--workers", "1", "--fail-on", fail_on, "-q"]) == code


def test_nothing_kept_is_1(project: Path) -> None:
    (project / "rows.jsonl").write_text("{broken\n")
    assert main(["build", "--workers", "1"]) == 1


@pytest.mark.parametrize("change", ["inputs: [absent.jsonl]", "outputt: x"])
def test_a_wrong_config_is_2(project: Path, change: str, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "curate.yaml").open("a") as stream:
        stream.write(change + "\n")
    assert main(["build"]) == 2
    assert "curate.yaml:4: " in capsys.readouterr().err
