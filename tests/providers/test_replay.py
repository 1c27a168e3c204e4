"""Replay of the verdict cases: for each provider at least 97 % agree, and nothing crashes."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

import curate
from curate.providers import names

LEAST_AGREEMENT_RATIO = 0.97


def lines_of(case: dict[str, Any]) -> list[bytes]:
    given = case["input"]
    if "lines" in given:
        return [line.encode() for line in given["lines"]]
    data = given["text"].encode() if "text" in given else base64.b64decode(given["base64"])
    lines = data.split(b"\n")
    return lines if lines[-1] else lines[:-1]


@pytest.mark.parametrize("provider", names())
def test_verdicts_agree(provider: str, shared: Path) -> None:
    path = shared / "cases" / "providers" / f"{provider}.jsonl"
    if not path.exists():
        pytest.skip(f"no verdict cases for {provider}")
    judged, wrong = 0, []
    for case in map(json.loads, path.read_text().strip().split("\n")):
        report = curate.check(
            lines=lines_of(case),
            provider=provider,
            method=case["method"],
            model=case["model"],
            scope="rows" if case["scope"] == "row" else "file",
        )
        if case["expect"] != "unknown":
            judged += 1
            if report.accepted != (case["expect"] == "accept"):
                wrong.append(case["id"])
    assert len(wrong) <= (1 - LEAST_AGREEMENT_RATIO) * judged, wrong
