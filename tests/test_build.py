"""`curate build` end to end: nothing disappears, and the same input gives the same bytes."""

import json
from pathlib import Path

import polars as pl
import pytest
import yaml

from curate import build
from curate.errors import ConfigError

ROWS = [
    {"messages": [{"role": "user", "content": f"question {n % 40}"}, {"role": "assistant", "content": "yes"}]}
    for n in range(50)
]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    lines = [json.dumps(row) for row in ROWS] + ["{broken", "[1]"]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines))
    path = tmp_path / "curate.yaml"
    path.write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n")
    return path


def test_every_row_ends_in_one_place(config: Path) -> None:
    assert build(config).manifest["rows"] == {"read": 52, "kept": 40, "rejected": 2, "duplicates": 10}


@pytest.mark.parametrize("name", ["out/rejected.jsonl", "out/openai/train.jsonl"])
def test_an_input_is_never_written_over(config: Path, name: str) -> None:
    build(config)
    before = (config.parent / name).read_bytes()
    config.write_text(f"inputs: [{name}]\noutput: out\nproviders: [openai]\n")
    with pytest.raises(ConfigError, match="a build writes this file"):
        build(config)
    assert (config.parent / name).read_bytes() == before


def test_brackets_in_the_path_of_a_project(config: Path, tmp_path: Path) -> None:
    folder = tmp_path / "shop [2026]"
    folder.mkdir()
    for name in ("rows.jsonl", "curate.yaml"):
        (tmp_path / name).rename(folder / name)
    text = "inputs: ['*.jsonl']\noutput: out\nproviders: [openai, trl]\n"
    (folder / "curate.yaml").write_text(text)
    assert build(folder / "curate.yaml").manifest["rows"]["kept"] == 40


def test_a_second_build_gives_the_same_bytes(config: Path) -> None:
    first = build(config, workers=1).manifest["providers"]
    assert build(config, workers=2).manifest["providers"] == first


def test_what_a_target_takes_beside_its_lines(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS))
    config = tmp_path / "curate.yaml"
    config.write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [trl, autotrain]\n")
    providers = build(config).manifest["providers"]
    assert set(providers["trl"]["files"]) == {"train.parquet", "validation.parquet"}
    lines = (tmp_path / "out/trl/train.jsonl").read_text().splitlines()
    assert pl.read_parquet(tmp_path / "out/trl/train.parquet").to_dicts() == [
        json.loads(line) for line in lines
    ]
    job = yaml.safe_load((tmp_path / "out/autotrain/autotrain.yaml").read_text())
    assert job["data"]["column_mapping"] == {"text_column": "text"}
    keys = {
        key
        for line in (tmp_path / "out/autotrain/train.jsonl").read_text().splitlines()
        for key in json.loads(line)
    }
    assert keys == {"text"}


def test_a_test_split_is_written_as_items_of_an_evaluation_too(tmp_path: Path) -> None:
    rows = [
        {
            "messages": [
                {"role": "system", "content": "Answer with a number."},
                {"role": "user", "content": f"what is {number} and {number}?"},
                {"role": "assistant", "content": f"{2 * number}"},
            ]
        }
        for number in range(40)
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    config = tmp_path / "curate.yaml"
    config.write_text(
        "inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\nstages: {split: {test_ratio: 0.2}}\n"
    )
    files = build(config).manifest["providers"]["openai"]
    assert set(files["files"]) == {"eval_items.jsonl", "system_prompt.txt"}
    assert (tmp_path / "out/openai/system_prompt.txt").read_text() == "Answer with a number."
    lines = (tmp_path / "out/openai/test.jsonl").read_text().splitlines()
    items = list(map(json.loads, (tmp_path / "out/openai/eval_items.jsonl").read_text().splitlines()))
    assert files["test"]["rows"] == len(lines) == len(items) == 8
    for line, item in zip(lines, items, strict=True):
        system, question, answer = json.loads(line)["messages"]
        assert item["item"]["input"] == [question]
        assert item["item"]["system_prompt"] == system["content"]
        assert item["item"]["reference"] == answer["content"]


def test_files_of_an_earlier_build_go_and_those_of_others_stay(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS))
    config = tmp_path / "curate.yaml"
    config.write_text(
        "inputs: [rows.jsonl]\noutput: out\nproviders: [trl]\nstages: {split: {test_ratio: 0.2}}\n"
    )
    build(config)
    (tmp_path / "out/trl/mine.txt").write_text("keep me")
    assert (tmp_path / "out/trl/test.jsonl").exists()
    config.write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [trl]\n")
    build(config)
    left = sorted(path.name for path in (tmp_path / "out/trl").iterdir())
    assert left == ["mine.txt", "train.jsonl", "train.parquet", "validation.jsonl", "validation.parquet"]


def test_what_the_cut_at_the_limit_takes_is_said(tmp_path: Path) -> None:
    long = "word " * 70_000
    rows = [
        {"messages": [{"role": "user", "content": long}, {"role": "assistant", "content": "never seen"}]},
        {"messages": [{"role": "user", "content": "tell"}, {"role": "assistant", "content": long}]},
        *ROWS[:12],
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    config = tmp_path / "curate.yaml"
    config.write_text(
        "inputs: [rows.jsonl]\noutput: out\nproviders: [{id: openai, model: gpt-4.1-mini-2025-04-14}]\n"
    )
    manifest = build(config).manifest
    assert manifest["rows"] == {"read": 14, "kept": 13, "rejected": 1, "duplicates": 0}
    found = [json.loads(line) for line in (tmp_path / "out/findings.jsonl").read_text().splitlines()]
    said = {f["rule"]: (f["line"], f["severity"]) for f in found if f["rule"].startswith("length/")}
    assert said == {"length/nothing-left": (1, "error"), "length/too-long": (2, "warning")}
