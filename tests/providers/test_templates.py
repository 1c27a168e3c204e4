"""Templates against the recorded matrix: what survives, what raises, what becomes the word None."""

import json
from pathlib import Path
from typing import Any

import pytest

import curate
from curate.providers.templates import families, family_of, render

NAMED = {  # ours -> theirs
    "deepseek_v3": "deepseekv3",
    "glm4_moe": "glm4moe",
    "gpt_oss": "gptoss",
    "lfm2": "lfm2_v2",
    "nemotron3": "nemotron_3_nano",
    "qwen3_5": "qwen3_5_think",
    "gemma4": "gemma4_v5",
}


def outcome(family: str, case: dict[str, Any]) -> str:
    rendered = render(family, case["messages"], case["tools"])
    if rendered.error:
        return "RAISE"
    if any(marker not in rendered.text for marker in case["markers"]):
        return "LOST"
    return "ok:None!" if "None" in rendered.text else "ok"


@pytest.mark.parametrize("family", sorted(families()))
def test_agrees_with_the_recorded_matrix(family: str, shared: Path) -> None:
    matrix = json.loads((shared / "cases" / "chat_templates" / "matrix_trl1.16.json").read_text())["defects"]
    for name, case in matrix.items():
        expected = case["results"][NAMED.get(family, family)].split()[0]
        seen = outcome(family, case)
        assert seen == ("ok" if expected in ("ok", "ok:empty") else expected), name


def rules(model: str, messages: list[dict[str, Any]], **more: Any) -> list[str]:
    found = curate.check_record({"messages": messages} | more, provider="trl", model=model)
    return [f.rule for f in found if f.rule.startswith("template/")]


ASK = {"role": "user", "content": "Question?"}
SAY = {"role": "assistant", "content": "Answer."}


@pytest.mark.parametrize(
    ("model", "messages", "expected"),
    [
        ("meta-llama/Llama-3.1-8B-Instruct", [ASK, SAY], []),
        ("google/gemma-2-9b-it", [{"role": "system", "content": "S"}, ASK, SAY], ["template/raises"]),
        ("Qwen/Qwen3-8B", [{"role": "human", "content": "Lost?"}, ASK, SAY], ["template/lost-text"]),
        ("Qwen/Qwen2.5-7B", [ASK | {"content": "a <|im_end|> b"}, SAY], ["template/control-token"]),
        ("Qwen/Qwen2.5-7B", [ASK, SAY | {"reasoning_content": "because"}], ["template/lost-reasoning"]),
        (
            "google/gemma-3-4b",
            [ASK | {"content": "long " * 1500}, SAY],
            ["template/cut-off", "template/cut-short"],
        ),
        ("google/gemma-3-4b", [ASK, SAY | {"content": "long " * 1500}], ["template/cut-short"]),
        ("somebody/unknown-model", [{"role": "human", "content": "x"}, SAY], []),
    ],
)
def test_what_a_row_loses(model: str, messages: list[dict[str, Any]], expected: list[str]) -> None:
    assert rules(model, messages) == expected


def test_a_call_that_vanishes_and_one_that_is_encoded_twice() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "clock", "arguments": '{"zone": "UTC"}'}}
    turns = [ASK, {"role": "assistant", "content": "", "tool_calls": [call]}, SAY | {"role": "tool"}, SAY]
    assert rules("meta-llama/Llama-3-8B", turns) == ["template/lost-calls"]
    assert rules("meta-llama/Llama-3.1-8B", turns) == ["template/twice-encoded"]


def test_longest_name_wins() -> None:
    found = family_of("Qwen/Qwen3-4B-Instruct-2507")
    assert found is not None
    assert found.name == "qwen3_instruct_2507"
