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
# a rule of these asks for a second file, for a grader, for a very long row, or for what no target leaves out
ELSEWHERE = {
    "file/late-key",
    "file/overlap",
    "file/suffix",
    "file/too-large",
    "file/too-many-image-rows",
    "file/too-many-tokens",
    "file/too-much-validation",
    "file/validation-not-taken",
    "fit/media",
    "fit/parallel-calls",
    "grader/field-missing",
    "length/nothing-left",
    "length/too-long",
    "media/count",
    "shape/long-text",
    "template/cut-off",
    "template/cut-short",
    "words/long-message",
}


def test_no_rule_is_without_proof() -> None:
    assert texts().keys() - PROVEN.keys() == ELSEWHERE


@pytest.mark.parametrize("rule", PROVEN)
def test_a_provider_rule_proves_itself(rule: str) -> None:
    text: dict[str, Any] = PROVEN[rule]
    for example in text.get("passes", ()):
        assert {rule, *BROKEN}.isdisjoint(said(rule, text["for"], example)), example
    for example in text["fails"]:
        assert rule in said(rule, text["for"], example), example


def said(rule: str, target: str, example: Any) -> set[str]:
    where, _, method = target.partition(" ")
    provider, _, model = where.partition(":")
    if rule.startswith("fit/"):
        writer = TargetWriter(provider, method or "sft", model or None)
        return {hit.rule for row in example_records(example) for hit in writer.fit(row).found}
    if isinstance(example, str):
        lines = example.encode().removesuffix(b"\n").split(b"\n")
    else:
        lines = [orjson.dumps(row) for row in example_records(example)]
    of_file = rule.startswith("file/") and isinstance(example, dict)
    report = check(
        lines=lines,
        provider=provider,
        method=method or "sft",
        model=model or None,
        scope="file" if of_file else "rows",
        preset=None,
    )
    return {item.rule for item in report.findings}


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
