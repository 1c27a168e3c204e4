"""`curate build` end to end: nothing disappears, and the same input gives the same bytes."""

import json
from pathlib import Path

import pytest

from curate import build

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


def test_a_second_build_gives_the_same_bytes(config: Path) -> None:
    first = build(config, workers=1).manifest["providers"]
    assert build(config, workers=2).manifest["providers"] == first
