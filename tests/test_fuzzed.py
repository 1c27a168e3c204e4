"""Rows that random bytes and mutated JSON found: broken in one place, and once a traceback."""

import json
from pathlib import Path
from typing import Any

import pytest

from curate import build, check
from curate.errors import ConfigError
from curate.providers.target import TargetWriter

USER, ANSWER = {"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}
CALL = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
BROKEN = {
    "/chosen": {"messages": [USER], "chosen": [], "rejected": [ANSWER]},
    "/messages/0/content": {"messages": [{"role": "system"}, USER, ANSWER]},
    "/messages/1/tool_calls/0": {"messages": [USER, ANSWER | {"content": None, "tool_calls": [{"id": "c1"}]}]},
    "/messages/1/tool_call_id": {"messages": [USER, {"role": "tool", "tool_call_id": 3, "content": "x"}, ANSWER]},
    "/tools/0": {"messages": [USER, ANSWER], "tools": [{"type": "function"}]},
}  # fmt: skip
WRITERS = [("bedrock", "dpo"), ("bedrock", "sft"), ("gemini", "dpo"), ("gemini", "sft"), ("axolotl", "dpo"),
           ("llama_factory", "dpo"), ("llama_factory", "sft"), ("openai", "sft"), ("trl", "dpo")]  # fmt: skip


@pytest.mark.parametrize(("provider", "method"), WRITERS)
def test_what_lacks_a_part_that_every_line_needs_has_no_line(provider: str, method: str) -> None:
    writer = TargetWriter(provider, method, None)
    for row in BROKEN.values():
        fitted = writer.fit(row)
        assert fitted.line is None
        assert fitted.found


def test_the_place_of_what_is_broken_is_named() -> None:
    gemini = ("gemini", "sft")
    writers = {"/chosen": ("gemini", "dpo"), "/tools/0": gemini, "/messages/1/tool_call_id": gemini}
    for place, row in BROKEN.items():
        (found,) = TargetWriter(*writers.get(place, ("llama_factory", "sft")), None).fit(row).found
        assert (found.rule, found.pointer) == ("fit/broken", place)


ODD: tuple[dict[str, Any], ...] = (
    {
        "messages": [
            USER,
            ANSWER | {"tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": {}, "content": ""},
            ANSWER,
        ]
    },
    {"messages": [{"role": {}, "content": "x"}]},
    {"prompt": "one", "completion": "two", "label": {"a": 1}},
)


@pytest.mark.parametrize("repeat", [1, 300])
def test_values_of_any_type_are_findings(repeat: int, tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in ODD * repeat))
    for provider, method in (("trl", "kto"), ("openai", "sft")):
        report = check(path, provider=provider, method=method)
        assert (report.accepted, report.rows) == (False, len(ODD) * repeat)


def test_keys_with_a_number_sign_are_no_way_into_a_text(tmp_path: Path) -> None:
    mail = "write to jane.doe@contoso.com"
    arguments = json.dumps({"a#b": mail, "c#": {"~1#": mail}})
    call = CALL | {"function": {"name": "f", "arguments": arguments}}
    row = {
        "messages": [USER, {"role": "assistant", "content": None, "tool_calls": [call]}, ANSWER],
        "x#y": [mail],
    }
    (tmp_path / "rows.jsonl").write_text(json.dumps(row))
    (tmp_path / "curate.yaml").write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [axolotl]\n")
    assert build(tmp_path / "curate.yaml").manifest["rows"]["kept"] == 1
    made = (tmp_path / "out/axolotl/train.jsonl").read_text()
    assert "contoso" not in made
    assert made.count("[EMAIL_1]") >= 2


def test_two_targets_in_one_folder_are_an_error_of_the_config(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text(json.dumps({"messages": [USER, ANSWER]}))
    config = tmp_path / "curate.yaml"
    config.write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [trl, {id: trl, method: dpo}]\n")
    with pytest.raises(ConfigError, match=r"curate.yaml:3: providers: two targets write into trl/"):
        build(config)
