"""Rows one or two changes away from legal ones: no check crashes, and what a service takes comes back from its wire."""

import copy
from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate.checker import Checker
from curate.errors import ConfigError
from curate.providers import load, names
from curate.providers.report import texts
from curate.providers.target import wires_of
from curate.ruleset.examples import example_records

OWN = {
    "axolotl": [
        {"conversations": [{"from": "human", "value": "hi"}, {"from": "gpt", "value": "hello"}]},
        {"segments": [{"text": "hi", "label": False}, {"text": "hello", "label": True}]},
    ],
    "axolotl dpo": [
        {"messages": [{"role": "user", "content": "hi"}], "chosen": {"role": "assistant", "content": "a"},
         "rejected": {"role": "assistant", "content": "b"}},
    ],
    "llama_factory": [{"instruction": "hi", "input": "", "output": "hello", "history": [["a", "b"]]}],
    "llama_factory kto": [
        {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}], "kto_tag": True},
    ],
    "llama_factory dpo": [
        {"conversations": [{"from": "human", "value": "hi"}], "chosen": {"from": "gpt", "value": "a"},
         "rejected": {"from": "gpt", "value": "b"}},
    ],
    "autotrain dpo": [{"text": "a", "rejected_text": "b", "prompt": "c"}],
    "nebius": [{"prompt": "hi", "completion": "hello"}],
    "gemini": [
        {"system_instruction": {"parts": [{"text": "be brief"}]}, "tools": [{"function_declarations": [{"name": "f"}]}],
         "contents": [
             {"role": "user", "parts": [{"file_data": {"mime_type": "image/png", "file_uri": "gs://b/i"}}]},
             {"role": "model", "parts": [{"function_call": {"name": "f", "args": {"file_data": 1}}}]},
             {"role": "function", "parts": [{"functionResponse": {"name": "f", "response": {"n": 1}}}]},
             {"role": "model", "parts": [{"text": "hello"}]}]},
    ],
}  # fmt: skip
VALUES: list[Any] = [
    None,
    "",
    " ",
    "x",
    0,
    1,
    1.5,
    True,
    [],
    {},
    ["x"],
    [{}],
    {"x": 1},
    "tool",
    "system",
    "user",
]
KEYS = (
    "name",
    "weight",
    "content",
    "text",
    "tools",
    "tool_calls",
    "id",
    "extra",
    "type",
    "role",
    "reasoning",
)


def legal() -> list[tuple[str, Any]]:
    """Rows of our own that a service takes: what rules let pass, and the verdicts."""
    rows: list[tuple[str, Any]] = [(target, row) for target, own in OWN.items() for row in own]
    groups = yaml.safe_load(Path(__file__).with_name("verdicts.yaml").read_text())
    rules = [text for rule, text in texts().items() if "for" in text and not rule.startswith("fit/")]
    given = [(text["for"], text.get("passes", ())) for text in rules]
    given += [(group["for"], group.get("takes", ())) for group in groups]
    for target, examples in given:
        for example in examples:
            if not isinstance(example, str):
                rows += [(target, row) for row in example_records(example)[:2]]
    return rows


LEGAL = legal()


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, item in inner for place in places(item, (*at, key)))]


@st.composite
def nearly(draw: Any) -> tuple[str, Any]:
    """Draw a target and a row that is up to two changes away from one that it takes."""
    target, row = draw(st.sampled_from(LEGAL))
    row = copy.deepcopy(row)
    for _ in range(draw(st.integers(0, 2))):
        *above, last = draw(st.sampled_from([p for p in places(row) if p] or [("x",)]))
        holder = row
        for key in above:
            holder = holder[key]
        how = draw(st.sampled_from(["set", "delete", "double", "add"]))
        if how == "delete" and (isinstance(holder, list) or last in holder):
            del holder[last]
        elif how == "double" and isinstance(holder, list):
            holder.insert(last, copy.deepcopy(holder[last]))
        elif how == "add" and isinstance(holder, dict):
            holder[draw(st.sampled_from(KEYS))] = copy.deepcopy(draw(st.sampled_from(VALUES)))
        else:
            holder[last] = copy.deepcopy(draw(st.sampled_from(VALUES)))
    return target, row


CHECKERS: dict[str, Checker] = {}


def checker_of(target: str) -> Checker:
    where, _, method = target.partition(" ")
    provider, _, model = where.partition(":")
    if target not in CHECKERS:
        CHECKERS[target] = Checker(provider=provider, method=method or "sft", model=model or None)
    return CHECKERS[target]


@given(nearly())
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_taken_comes_back(given: tuple[str, Any]) -> None:
    target, row = given
    checker = checker_of(target)
    if checker.ok(row):
        before = orjson.dumps(row, option=orjson.OPT_SORT_KEYS)
        reader = next((module for module in wires_of(checker.choice) if module.reads(row)), None)
        if reader is not None:
            after = reader.emit(reader.read(row))
            assert orjson.dumps(after, option=orjson.OPT_SORT_KEYS) == before


@given(nearly(), st.sampled_from(names()), st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_row_crashes_a_check(given: tuple[str, Any], provider: str, data: Any) -> None:
    facts = load(provider)
    method = data.draw(st.sampled_from(sorted({s.get("method", k) for k, s in facts["methods"].items()})))
    model = data.draw(st.sampled_from([None, *facts["models"], "Qwen/Qwen3-8B", "google/gemma-2-9b-it"]))
    try:
        checker = Checker(provider=provider, method=method, model=model)
    except ConfigError:
        return  # no such model, or another method
    checker.found(given[1])


@pytest.mark.parametrize("provider", names())
def test_every_provider_has_rows_here(provider: str) -> None:
    assert any(target.partition(" ")[0].partition(":")[0] == provider for target, _ in LEGAL)
