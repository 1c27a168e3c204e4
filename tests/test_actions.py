"""What a build does with a row that a rule hits: keep, fix, drop, fail; and what a config may change of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from curate import ConfigError, build
from curate.cli import main

CLEAN = {
    "messages": [{"role": "user", "content": "Name a tree"}, {"role": "assistant", "content": "An oak."}]
}
HIDDEN = {
    "messages": [{"role": "user", "content": "Tell me"}, {"role": "assistant", "content": "a\u200bb c"}]
}
TODO = {"messages": [{"role": "user", "content": "Explain tides"}, {"role": "assistant", "content": "TODO"}]}
RULE = "text/zero-width"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    lines = [json.dumps(row) for row in (CLEAN, HIDDEN, TODO)]
    (tmp_path / "raw.jsonl").write_text("\n".join(lines))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def config(**rules: Any) -> Path:
    Path("curate.yaml").write_text(
        f"inputs: [raw.jsonl]\noutput: out\nproviders: [openai]\nrules: {json.dumps(rules)}\n"
    )
    return Path("curate.yaml")


def outcome(**rules: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]], tuple[str, ...]]:
    """Build; return the written rows, the findings of the hidden character, and what failed."""
    result = build(config(**rules))
    written = [json.loads(x) for x in Path("out/openai/train.jsonl").read_text().splitlines()]
    written += [json.loads(x) for x in Path("out/openai/validation.jsonl").read_text().splitlines()]
    found = [json.loads(x) for x in Path("out/findings.jsonl").read_text().splitlines()]
    assert result.manifest["rows"]["read"] == 3
    return written, [f for f in found if f["rule"] == RULE], result.failed


def said(rows: list[dict[str, Any]]) -> set[str]:
    return {row["messages"][-1]["content"] for row in rows}


def test_keep_and_drop_by_the_packs(folder: Path) -> None:
    rows, found, failed = outcome()
    assert said(rows) == {"An oak.", "a\u200bb c"}
    assert [f["severity"] for f in found] == ["warning"]
    assert failed == ()


def test_fix_is_made_and_written_down(folder: Path) -> None:
    rows, found, failed = outcome(action={RULE: "fix"})
    assert said(rows) == {"An oak.", "ab c"}
    assert [(f["severity"], f["fix"], f["pointer"], f["line"]) for f in found] == [
        ("info", "fixed", "/messages/1/content", 2)
    ]
    assert failed == ()


def test_drop_holds_at_any_severity_where_it_is_asked_for(folder: Path) -> None:
    rows, found, _ = outcome(action={RULE: "drop"})
    assert said(rows) == {"An oak."}
    assert len(found) == 1


def test_a_weakened_rule_of_a_pack_keeps_its_rows(folder: Path) -> None:
    rows, _, _ = outcome(severity={"content/placeholder-answer": "warning"})
    assert "TODO" in said(rows)


def test_fail_names_rule_count_and_places(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, found, failed = outcome(action={"text": "fail"})
    assert said(rows) == {"An oak.", "a\u200bb c"}
    assert len(found) == 1
    assert failed == (f"{RULE}: 1 finding, and its action is fail: raw.jsonl:2",)
    capsys.readouterr()
    assert main(["build", "--no-progress", "--quiet"]) == 1
    assert capsys.readouterr().err == f"curate: {failed[0]}\n"


def test_fail_of_a_rule_that_finds_nothing_or_is_suppressed(folder: Path) -> None:
    assert outcome(action={"content/looping": "fail"})[2] == ()
    known = [{"rules": [RULE], "reason": "watermarks"}]
    assert outcome(action={RULE: "fail"}, suppress=known)[2] == ()


def test_fail_about_the_data_set_has_no_line(folder: Path) -> None:
    row = {
        **CLEAN,
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
    }
    asked = row["messages"][0]
    answers = [{"role": "assistant", "content": f"Oak {i}."} for i in range(25)]
    rows = [json.dumps({**row, "messages": [asked, answer]}) for answer in answers]
    Path("raw.jsonl").write_text("\n".join(rows))
    result = build(config(action={"dataset/tools-never-used": "fail"}))
    assert [line for line in result.failed if line.startswith("dataset/tools-never-used: 1 finding")]


def test_what_has_no_fix_refuses_it(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"rules\.action\.content/looping: the rule has no fix"):
        build(config(action={"content/looping": "fix"}))


def test_an_unknown_rule_is_named(folder: Path) -> None:
    with pytest.raises(ConfigError, match="unknown rule 'text/zero-widht'"):
        build(config(action={"text/zero-widht": "drop"}))
