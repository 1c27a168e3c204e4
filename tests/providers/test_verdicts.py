"""Verdicts that one fact decides (verdicts.yaml): what is refused, and what is only worth a warning."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from curate.ruleset.examples import example_records
from curate.validate import check

GROUPS = yaml.safe_load(Path(__file__).with_suffix("").with_name("verdicts.yaml").read_text())
CASES = [
    (group["for"], record, side == "takes")
    for group in GROUPS
    for side in ("takes", "refuses")
    for row in group.get(side, ())
    for record in example_records(row)
]


@pytest.mark.parametrize(("target", "row", "accepted"), CASES)
def test_verdict(target: str, row: dict[str, Any], accepted: bool) -> None:
    where, _, method = target.partition(" ")
    provider, _, model = where.partition(":")
    report = check(
        lines=[orjson.dumps(row)],
        provider=provider,
        method=method or "sft",
        model=model or None,
        scope="rows",
        preset=None,
    )
    assert report.accepted is accepted, report.findings


def test_a_key_twice_is_taken_where_python_reads() -> None:
    line = b'{"text": "a", "text": "b"}'
    for provider, accepted in (("together", True), ("trl", False)):
        assert check(lines=[line], provider=provider, scope="rows", preset=None).accepted is accepted
