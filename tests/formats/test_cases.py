"""Each format reads its cases as written down: tests/formats/<format>/cases.jsonl, one case a line.

A case has `in` (a record), and `out` (its canonical example) with `notes` (rule ids), or `error` (pointer and reason).
The format must accept the record, and detection must choose it, unless `seen_as` names the format that it chooses.
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from curate.formats import FormatError, all_formats
from curate.inputs.detect import layout_of

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("*/cases.jsonl"))
CASES = [
    (path.parent.name, number, json.loads(line))
    for path in FILES
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
]


@pytest.mark.parametrize(
    ("name", "case"),
    [(n, c) for n, _, c in CASES],
    ids=[f"{n}:{number} {c['why']}" for n, number, c in CASES],
)
def test_case(name: str, case: dict[str, Any]) -> None:
    form = all_formats()[name]
    record = case["in"]
    given = deepcopy(record)
    assert form.accepts(record)
    assert layout_of(record) == case.get("seen_as", name)
    if "error" in case:
        with pytest.raises(FormatError) as error:
            form.parse(record)
        assert [error.value.pointer, error.value.reason] == case["error"]
    else:
        parsed = form.parse(record)
        assert parsed.record == case["out"]
        assert [note.rule for note in parsed.notes] == case.get("notes", [])
    assert record == given, "parse must not change what it reads"


def test_every_format_has_cases() -> None:
    assert {path.parent.name for path in FILES} == set(all_formats())
