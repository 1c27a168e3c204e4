"""The build of sample_data/, looked at from all sides: nothing lost, every flaw found, every output accepted."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

import curate
from tests.house.source import ROOT
from tools import make_demo

FLAWS = [json.loads(line) for line in (ROOT / "sample_data" / "flaws.jsonl").read_text().splitlines()]
TARGETS = [
    {"id": target} if isinstance(target, str) else target
    for target in yaml.safe_load((ROOT / "sample_data" / "curate.yaml").read_text())["providers"]
]
Places = dict[str, dict[tuple[str, int], list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def out() -> Path:
    return make_demo.build()[1]


@pytest.fixture(scope="module")
def places(out: Path) -> Places:
    """Return the rows of findings, rejected and duplicates by (source, line)."""
    found: Places = {}
    for name in ("findings", "rejected", "duplicates"):
        by_place = found[name] = defaultdict(list)
        for line in (out / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            by_place[row["source"], row["line"]].append(row)
    return found


@pytest.mark.slow
def test_what_comes_out_is_what_came_out_before(out: Path) -> None:
    old = json.loads(make_demo.EXPECTED.read_text())
    assert make_demo.expected(out) == old, "if that is meant: python -m tools.make_demo"


def test_every_row_ends_in_one_place(out: Path) -> None:
    rows = json.loads((out / "manifest.json").read_text())["rows"]
    assert rows["read"] == rows["kept"] + rows["rejected"] + rows["duplicates"]
    for name in ("rejected", "duplicates"):
        assert rows[name] == (out / f"{name}.jsonl").read_bytes().count(b"\n")


@pytest.mark.parametrize("flaw", FLAWS, ids=lambda flaw: f"{Path(flaw['file']).name}:{flaw['line']}")
def test_flaw_shows_where_the_readme_says(flaw: dict[str, Any], places: Places) -> None:
    name, _, rule = flaw["shows"].partition(" ")
    found = places[name].get((flaw["file"], flaw["line"]), [])
    reasons = {row["rule" if name == "findings" else "reason"] for row in found}
    assert rule in reasons if rule else found, f"{flaw['flaw']}: {reasons}"


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.get("name", target["id"]))
def test_output_is_accepted(target: dict[str, str], out: Path) -> None:
    for path in (out / target.get("name", target["id"])).glob("train.jsonl"):
        report = curate.check(
            path, provider=target["id"], method=target.get("method", "sft"), model=target.get("model")
        )
        assert report.accepted, [f for f in report.findings if f.severity == "error"][:3]


def test_no_personal_data_is_left(out: Path) -> None:
    written = b"".join(
        p.read_bytes() for p in out.rglob("*") if p.parent.parent == out and p.suffix == ".jsonl"
    )
    assert b"[EMAIL_1]" in written
    assert b"@teapost" not in written
