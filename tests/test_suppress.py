"""Suppressed findings are left out of check and build; entries that are of no use are said."""

import json
from pathlib import Path
from typing import Any

import pytest

from curate import ConfigError, build
from curate.cli import main
from curate.spec.load_config import load_config

ROW = {"messages": [{"role": "user", "content": "Tell me"}, {"role": "assistant", "content": "a\u200bb c"}]}
BLANK = {"messages": [{"role": "user", "content": "Tell me"}, {"role": "assistant", "content": ""}]}
RULE = "text/zero-width"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw").mkdir()
    for name in ("old", "new"):
        lines = [json.dumps(ROW | {"id": f"{name}"}), json.dumps(BLANK)]
        (tmp_path / "raw" / f"{name}.jsonl").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def config(folder: Path, *entries: dict[str, Any]) -> None:
    rules = json.dumps({"suppress": entries})
    text = f"inputs: [raw/old.jsonl, raw/new.jsonl]\noutput: out\nproviders: [openai]\nrules: {rules}\n"
    (folder / "curate.yaml").write_text(text)


Places = list[tuple[str, str]]


def by_check(folder: Path, capsys: pytest.CaptureFixture[str]) -> Places:
    main(["check", "raw", "--config", "curate.yaml", "--format", "jsonl", "--exit-zero"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [(line["rule"], line["source"]) for line in lines if line["type"] == "finding"]


def by_build(folder: Path, capsys: pytest.CaptureFixture[str]) -> Places:
    made = build(folder / "curate.yaml").manifest
    found = [json.loads(line) for line in (folder / "out/findings.jsonl").read_text().splitlines()]
    counts: dict[str, int] = {}
    for line in found:
        counts[line["rule"]] = counts.get(line["rule"], 0) + 1
    assert {rule: entry["count"] for rule, entry in made["findings"].items()} == counts
    assert made["rows"]["rejected"] == 2
    return [(line["rule"], line["source"]) for line in found]


each_way = pytest.mark.parametrize("look", [by_check, by_build])


def about(found: Places, rule: str) -> list[str]:
    return [Path(source).name for name, source in found if name == rule]


@each_way
def test_what_is_suppressed_is_not_reported(look: Any, folder: Path, capsys: Any) -> None:
    config(folder)
    assert sorted(about(look(folder, capsys), RULE)) == ["new.jsonl", "old.jsonl"]
    config(
        folder,
        {"rules": [RULE], "paths": ["*/old.jsonl"], "reason": "watermarks, read", "expires": "2027-01-01"},
    )
    found = look(folder, capsys)
    assert about(found, RULE) == ["new.jsonl"]
    assert not [rule for rule, _ in found if rule.startswith("rules/")]


@each_way
def test_a_pack_and_every_file(look: Any, folder: Path, capsys: Any) -> None:
    config(folder, {"rules": ["text", "answer"], "reason": "known"})
    found = look(folder, capsys)
    assert not [rule for rule, _ in found if rule.startswith(("text/", "answer/"))]


@each_way
def test_an_expired_entry_suppresses_nothing_and_is_said(look: Any, folder: Path, capsys: Any) -> None:
    config(folder, {"rules": [RULE], "reason": "until the export is mended", "expires": "2026-11-22"})
    found = look(folder, capsys)
    assert len(about(found, RULE)) == 2
    assert [rule for rule, _ in found if rule.startswith("rules/")] == ["rules/suppression-expired"]


@each_way
def test_an_entry_that_meets_nothing_is_said(look: Any, folder: Path, capsys: Any) -> None:
    config(folder, {"rules": ["content/looping"], "reason": "songs"})
    assert [rule for rule, _ in look(folder, capsys) if rule.startswith("rules/")] == [
        "rules/suppression-unused"
    ]


def test_an_entry_about_other_files_is_left_to_the_build(folder: Path, capsys: Any) -> None:
    config(folder, {"rules": ["content/looping"], "paths": ["songs/*"], "reason": "songs"})
    assert not [rule for rule, _ in by_check(folder, capsys) if rule.startswith("rules/")]
    assert "rules/suppression-unused" in [rule for rule, _ in by_build(folder, capsys)]


def test_how_many_are_suppressed_is_said(folder: Path, capsys: Any) -> None:
    config(folder, {"rules": [RULE], "reason": "known"})
    main(["check", "raw", "--config", "curate.yaml", "--exit-zero"])
    assert "The config suppresses 2 problems." in capsys.readouterr().out.splitlines()


def test_a_reason_is_wanted(folder: Path) -> None:
    config(folder, {"rules": [RULE]})
    with pytest.raises(ConfigError, match=r"rules\.suppress\.0\.reason: missing"):
        load_config(folder / "curate.yaml")


def test_a_new_suppression_prepares_nothing_again(folder: Path) -> None:
    config(folder)
    build(folder / "curate.yaml")
    config(folder, {"rules": [RULE], "reason": "known"})
    again = build(folder / "curate.yaml")
    assert again.reused == again.pieces
