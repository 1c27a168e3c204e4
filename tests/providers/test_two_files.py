"""A validation file, containers without lines, and limits over the whole of a file."""

import json
from pathlib import Path
from typing import Any

import pytest

from curate.cli import main
from curate.providers import choose, load
from curate.providers.across import compile_across
from curate.providers.held_out import limits, overlap
from curate.providers.length import count
from curate.validate import check

ROWS = [
    {"messages": [{"role": "user", "content": f"{n} + 1?"}, {"role": "assistant", "content": str(n + 1)}]}
    for n in range(12)
]


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_rows_in_both_files_are_named(tmp_path: Path) -> None:
    train = written(tmp_path / "train.jsonl", ROWS)
    held = written(tmp_path / "held.jsonl", [{"messages": ROWS[5]["messages"]}, {"messages": "no"}])
    report = check(train, provider="openai", validation=held, preset=None)
    found = {(item.rule, item.source, item.line) for item in report.findings}
    assert ("file/overlap", str(held), 1) in found
    assert ("shape/wrong-type", str(held), 2) in found
    assert not report.accepted
    assert report.rows == 12


def test_key_order_does_not_hide_an_overlap() -> None:
    (line, hit), *others = overlap([(1, {"x": 1}), (2, {"a": 1, "b": 2})], [(7, {"b": 2, "a": 1}), (8, {})])
    assert (line, hit.values, others) == (7, {"n": 1, "line": 2}, [])


@pytest.mark.parametrize(
    ("provider", "model", "train", "held", "rule"),
    [
        ("gemini", "gemini-2.5-flash", 10_000, 1_000, None),
        ("gemini", "gemini-2.5-flash", 3_000, 901, None),
        ("gemini", "gemini-2.5-flash", 3_000, 1_001, "file/too-much-validation"),
        ("gemini", "gemini-2.5-flash", 90_000, 5_001, "file/too-much-validation"),
        ("bedrock", "claude-3-haiku", 9_500, 600, "file/too-much-validation"),
        ("bedrock", "nova-2-lite", 500, 50, "file/validation-not-taken"),
        ("bedrock", "nova-lite", 500, 50, None),
        ("openai", None, 20, 2, None),
    ],
)
def test_number_of_validation_rows(
    provider: str, model: str | None, train: int, held: int, rule: str | None
) -> None:
    found = [hit.rule for hit in limits(train, held, choose(load(provider), "sft", model))]
    assert found == ([rule] if rule else [])


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
def test_a_container_is_read_by_its_reader(tmp_path: Path, suffix: str) -> None:
    import polars as pl

    frame = pl.DataFrame({"prompt": ["2 + 2 = ", "3 + 3 = "], "completion": ["4", ""]})
    path = tmp_path / f"train{suffix}"
    frame.write_parquet(path) if suffix == ".parquet" else frame.write_csv(path)
    report = check(path, provider="trl", preset=None)
    assert report.rows == 2
    assert {(item.rule, item.line) for item in report.findings if item.rule.startswith("answer")} == {
        ("answer/empty-field", 2 + (suffix == ".csv"))
    }
    refused = check(path, provider="openai", preset=None)
    assert "file/suffix" in {item.rule for item in refused.findings}


def test_parquet_of_tokens_has_a_layout_of_its_own(tmp_path: Path) -> None:
    import polars as pl

    path = tmp_path / "train.parquet"
    pl.DataFrame({"input_ids": [[1, 2], [3]], "labels": [[1, 2], [3]]}).write_parquet(path)
    assert check(path, provider="together", preset=None).accepted
    pl.DataFrame({"text": ["a"]}).write_parquet(path)
    assert not check(path, provider="together", preset=None).accepted


def test_nulls_of_a_parquet_column_count_as_missing(tmp_path: Path) -> None:
    import polars as pl

    messages = [
        [{"role": "user", "content": "a", "name": None}, {"role": "assistant", "content": "b", "name": "x"}]
    ]
    path = tmp_path / "train.parquet"
    pl.DataFrame({"messages": messages}).write_parquet(path)
    assert check(path, provider="trl", preset=None).accepted


def test_tokens_times_epochs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choice = choose(load("azure_openai", None), "sft", None)
    tokens = sum(count(row, choice) for row in ROWS)
    fact = choice.facts["limits"]["tokens_times_epochs"]
    monkeypatch.setitem(fact, "value", tokens * 3)
    path = written(tmp_path / "train.jsonl", ROWS)
    rules = [
        {item.rule for item in check(path, provider="azure_openai", preset=None, epochs=n).findings}
        for n in (3, 4)
    ]
    assert ["file/too-many-tokens" in found for found in rules] == [False, True]


def test_rows_with_images_are_counted() -> None:
    (rule,) = compile_across({"file/too-many-image-rows": {"most": 1}})
    image = {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]}
    assert [rule.feature(row) for row in (ROWS[0], image)] == [False, True]
    assert [hit.values for _, hit in rule.judge({True: (3, 2), False: (1, 9)})] == [{"n": 2, "limit": 1}]
    assert list(rule.judge({True: (3, 1)})) == []


def test_the_command_takes_a_validation_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train, held = written(tmp_path / "a.jsonl", ROWS), written(tmp_path / "b.jsonl", ROWS[:2])
    args = ["check", str(train), "--provider", "openai", "--validation", str(held), "--format", "concise"]
    assert main(args) == 0
    assert "file/overlap 2 validation rows" in capsys.readouterr().out


def test_a_key_behind_the_first_chunk_is_late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = '[{"type": "function", "function": {"name": "f"}}]'
    late = [*ROWS, ROWS[0] | {"tools": tools}, ROWS[1] | {"tools": tools}]
    fact = choose(load("trl", None), "sft", None).facts["files"]["first_chunk_bytes"]
    for rows, found in ((late, [(13, "file/late-key")]), (late[::-1], [])):
        path = written(tmp_path / "train.jsonl", rows)
        monkeypatch.setitem(fact, "value", 400)
        report = check(path, provider="trl", preset=None)
        assert [(item.line, item.rule) for item in report.findings if item.severity == "error"] == found
