"""Every provider rule passes its `passes` and hits its `fails`, for the provider that it names."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from curate.providers.report import texts
from curate.providers.target import TargetWriter
from curate.providers.wire import BROKEN
from curate.ruleset.examples import example_records
from curate.validate import check

PROVEN = {rule: text for rule, text in texts().items() if "for" in text}
# a file of half a gigabyte, what only a build asks (test_check_targets), and values of Python (test_check)
ELSEWHERE = {"file/too-large", "length/nothing-left", "shape/not-json"}


def test_no_rule_is_without_proof() -> None:
    assert texts().keys() - PROVEN.keys() == ELSEWHERE


@pytest.mark.parametrize("rule", PROVEN)
def test_a_provider_rule_proves_itself(rule: str, tmp_path: Path) -> None:
    text: dict[str, Any] = PROVEN[rule]
    for example in text.get("passes", ()):
        assert {rule, *BROKEN}.isdisjoint(said(rule, text["for"], example, tmp_path)), example
    for example in text["fails"]:
        assert rule in said(rule, text["for"], example, tmp_path), example


def said(rule: str, target: str, example: Any, folder: Path) -> set[str]:
    where, _, method = target.partition(" ")
    provider, _, model = where.partition(":")
    if rule.startswith("fit/"):
        writer = TargetWriter(provider, method or "sft", model or None)
        return {hit.rule for row in example_records(example) for hit in writer.fit(row).found}
    more = example if isinstance(example, dict) and "rows" in example else {}
    path = folder / more.get("name", "train.jsonl")
    path.write_bytes(example.encode() if isinstance(example, str) else in_lines(example))
    held = folder / "validation.jsonl"
    held.write_bytes(in_lines({"rows": more.get("validation", [])}))
    report = check(
        path,
        provider=provider,
        method=method or "sft",
        model=model or None,
        scope="file" if rule.startswith("file/") and more else "rows",
        preset=None,
        validation=held if "validation" in more else None,
        grader=more.get("grader"),
        epochs=more.get("epochs"),
    )
    return {item.rule for item in report.findings}


def in_lines(example: Any) -> bytes:
    return b"".join(orjson.dumps(row) + b"\n" for row in example_records(example))


def test_a_grader_reads_what_is_there(tmp_path: Path) -> None:
    row = orjson.dumps({"messages": [{"role": "user", "content": "2 + 2?"}], "answer": "4"})
    for field, accepted in (("answer", True), ("reply", False)):
        grader = {
            "type": "string_check",
            "input": "{{sample.output_text}}",
            "reference": f"{{{{item.{field}}}}}",
        }
        report = check(lines=[row], provider="openai", method="rft", scope="rows", grader=grader, preset=None)
        assert report.accepted is accepted
