"""Rows with one planted defect each, and legal rows that look odd: what benchmarks/rules.py counts hits on.

planted_rows/defects.jsonl   catalogue (number of the check in the catalogue of 155), name, row
planted_rows/legal.jsonl     name, row

A row is a record, or a string where the line itself is the defect. Own text throughout.
"""

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any] | str

_FOLDER = Path(__file__).resolve().parent / "planted_rows"


def _read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_FOLDER / name).read_text(encoding="utf-8").splitlines()]


DEFECTS: list[tuple[int, str, Row]] = [(c["catalogue"], c["name"], c["row"]) for c in _read("defects.jsonl")]
LEGAL: list[tuple[str, Row]] = [(c["name"], c["row"]) for c in _read("legal.jsonl")]
