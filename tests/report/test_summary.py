"""The terminal summary of a build, from a manifest alone."""

import json
import re
from pathlib import Path
from typing import Any

from curate.report.style import Style
from curate.report.summary import render_build
from curate.report.table import table

MANIFEST: dict[str, Any] = {
    "rows": {"read": 1000, "kept": 600, "rejected": 50, "duplicates": 350},
    "stages": [
        {"stage": "convert", "rows_in": 1000, "rows_out": 950, "findings": 50},
        {"stage": "exact_duplicates", "rows_in": 950, "rows_out": 600, "findings": 0},
    ],
    "findings": {
        "text/crlf": {"severity": "info", "count": 400},
        "structure/not-json": {"severity": "error", "count": 50},
    },
    "providers": {
        "openai": {
            "train": {"rows": 540, "tokens": 81_234, "bytes": 1_200_000, "file": "train.jsonl"},
            "validation": {"rows": 60, "tokens": 9_000, "bytes": 130_000, "file": "validation.jsonl"},
            "skipped": 0,
        },
        "bedrock": {
            "train": {"rows": 1, "tokens": 70, "tokens_exact": False, "bytes": 900, "file": "train.jsonl"},
            "validation": {"rows": 0, "tokens": 0, "bytes": 0, "file": "validation.jsonl"},
            "skipped": 599,
        },
    },
    "cost": [{"line": "openai gpt-4.1: 3 epochs, about 0.73 USD (price of 2026-11-01)"}],
}


def test_summary() -> None:
    assert render_build(MANIFEST, output="out").splitlines() == [
        "Rows: 1,000 read",
        "  convert           950   -50  ███████████████████  50 findings",
        "  exact duplicates  600  -350  ████████████",
        "  = 600 kept + 50 rejected + 350 duplicates",
        "  35% of the rows went as duplicates: look into duplicates.jsonl",
        "",
        "Files",
        "  openai/train.jsonl        540 rows  81,234 tokens    1.2 MB",
        "  openai/validation.jsonl    60 rows   9,000 tokens  130.0 kB",
        "  bedrock/train.jsonl          1 row     ~70 tokens     900 B",
        "  bedrock/validation.jsonl    0 rows       0 tokens       0 B",
        "  bedrock: 599 kept rows not expressible there, see findings.jsonl",
        "",
        "Findings: 450",
        "   50  error  structure/not-json",
        "  400  info   text/crlf",
        "",
        "Cost, estimated",
        "  openai gpt-4.1: 3 epochs, about 0.73 USD (price of 2026-11-01)",
        "",
        "Wrote 2 provider folders in out; what was not kept and why: rejected.jsonl, duplicates.jsonl, findings.jsonl",
    ]


def test_colour_changes_no_word() -> None:
    painted = render_build(MANIFEST, Style(color=True), "out")
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == render_build(MANIFEST, output="out")


def test_hostile_names_are_written_out() -> None:
    manifest = MANIFEST | {"findings": {"a/\x1b[31m": {"severity": "error", "count": 1}}}
    assert "\x1b" not in render_build(manifest)


def test_the_first_finding_of_each_rule_is_shown(tmp_path: Path) -> None:
    found = [
        {
            "rule": "turns/last",
            "severity": "error",
            "source": "注文.jsonl",
            "line": 3,
            "provider": "trl",
            "message": "a\nb",
        },
        {
            "rule": "turns/last",
            "severity": "error",
            "source": "x.jsonl",
            "line": 4,
            "provider": "",
            "message": "later",
        },
        {
            "rule": "file/few-rows",
            "severity": "info",
            "source": "",
            "line": None,
            "provider": "openai",
            "message": "5",
        },
    ]
    (tmp_path / "findings.jsonl").write_text("".join(json.dumps(one) + "\n" for one in found))
    counts = {
        "turns/last": {"severity": "error", "count": 2, "by_severity": {"error": 2}},
        "file/few-rows": {"severity": "info", "count": 1, "by_severity": {"info": 1}},
    }
    lines = render_build(MANIFEST | {"findings": counts}, output=str(tmp_path)).splitlines()
    at = lines.index("Findings: 3, and the first of each rule")
    assert lines[at + 1 : at + 3] == [
        "  2  error  turns/last     注文.jsonl:3: a\\nb",
        "  1  info   file/few-rows  openai: 5",
    ]


def test_columns_are_as_wide_as_they_look() -> None:
    assert table([("注文.jsonl", "1"), ("طلب.jsonl", "12")], "<>") == ["  注文.jsonl   1", "  طلب.jsonl   12"]
