"""Rows that no column type fits end in the Parquet file all the same, as JSON text where there is no other word."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from curate.exports.parquet import to_parquet

Rows = list[dict[str, Any]]
DEEP: Any = 1
for _ in range(200):
    DEEP = [DEEP]

# rows as they are written -> rows as they are read from Parquet
CASES: dict[str, tuple[Rows, Rows]] = {
    "an object without keys": ([{"a": {}}], [{"a": "{}"}]),
    "in a list": ([{"a": [{}]}], [{"a": ["{}"]}]),
    "without keys in one row only": ([{"a": {}}, {"a": {"b": 1}}], [{"a": {"b": None}}, {"a": {"b": 1}}]),
    "truth and number": ([{"a": True}, {"a": 1}], [{"a": "true"}, {"a": "1"}]),
    "number and list": ([{"a": 1}, {"a": [1]}], [{"a": "1"}, {"a": "[1]"}]),
    "object and list": ([{"a": {"b": 1}}, {"a": [1]}], [{"a": '{"b":1}'}, {"a": "[1]"}]),
    "text and parts": (
        [{"m": [{"c": "x"}]}, {"m": [{"c": [{"t": {}}]}]}],
        [{"m": [{"c": "x"}]}, {"m": [{"c": '[{"t":{}}]'}]}],
    ),
    "fractions": ([{"a": 1}, {"a": 1.5}], [{"a": 1.0}, {"a": 1.5}]),
    "64 bits without sign": ([{"a": 2**63}], [{"a": str(2**63)}]),
    "more than 64 bits": ([{"a": 10**50}], [{"a": 1e50}]),
    "keys that come and go": ([{"a": 1}, {"b": "x"}], [{"a": 1, "b": None}, {"a": None, "b": "x"}]),
    "nothing but nulls": ([{"a": None, "b": []}], [{"a": None, "b": []}]),
}


@pytest.mark.parametrize("case", CASES)
def test_rows_are_read_back(case: str, tmp_path: Path) -> None:
    rows, expected = CASES[case]
    assert read_back(rows, tmp_path) == expected
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["train.jsonl", "train.parquet"]


def test_deep_values_are_text(tmp_path: Path) -> None:
    (row,) = read_back([{"a": DEEP}], tmp_path)
    value: Any = row["a"]
    while isinstance(value, list):
        (value,) = value
    assert value.startswith("[[[[")


def read_back(rows: Rows, folder: Path) -> Rows:
    lines = folder / "train.jsonl"
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return pl.read_parquet(to_parquet(lines)).to_dicts()
