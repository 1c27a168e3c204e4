"""Wire -> canonical -> the same wire, for every verdict case that a provider accepts, and for any text and order."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import curate
from curate.providers import choose, inherited, load, names
from curate.providers.target import wires_of
from curate.wires import wire
from tests.providers.test_replay import lines_of


def assert_same(line: Any, choice: Any) -> None:
    reader = next((module for module in wires_of(choice) if module.reads(line)), None)
    assert reader is not None, f"no wire reads {list(line)}"
    assert reader.emit(reader.read(line)) == line


@pytest.mark.parametrize("provider", names())
def test_every_accepted_case(provider: str, shared: Path) -> None:
    path = shared / "cases" / "providers" / f"{provider}.jsonl"
    if not path.exists():
        pytest.skip(f"no verdict cases for {provider}")
    for case in map(json.loads, path.read_text().strip().split("\n")):
        if case["expect"] == "accept":
            choice = choose(load(provider), case["method"], case["model"])
            for line in lines_of(case):
                if line.strip():
                    assert_same(orjson.loads(line.removeprefix(b"\xef\xbb\xbf")), choice)


@pytest.mark.parametrize("provider", names())
def test_every_method_names_wires_that_exist(provider: str) -> None:
    methods = load(provider)["methods"]
    for key in methods:
        spec = inherited(methods, key)
        for name in [spec["wire"]] if isinstance(spec["wire"], str) else spec["wire"]:
            assert wire(name).KINDS


TEXT = st.text(min_size=1).filter(lambda text: text.strip() and "\udfff" not in text)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OBJECT = st.dictionaries(TEXT, JSON, max_size=3)


def gemini_part(role: str) -> Any:
    parts = [
        st.builds(lambda text: {"text": text}, TEXT),
        st.builds(lambda t: {"text": t, "thought": True}, TEXT),
        st.just({"fileData": {"mimeType": "image/png", "fileUri": "gs://b/i.png"}}),
    ]
    calls = [
        st.builds(lambda args: {"functionCall": {"name": "f", "args": args}}, OBJECT),
        st.just({"functionCall": {"name": "g"}}),
    ]
    answers = [st.builds(lambda r: {"functionResponse": {"name": "f", "response": r}}, OBJECT)]
    return st.one_of(parts if role == "user" else parts + calls if role == "model" else answers)


def gemini_content() -> Any:
    return st.sampled_from(["user", "model", "function"]).flatmap(
        lambda role: st.builds(
            lambda parts: {"role": role, "parts": parts}, st.lists(gemini_part(role), min_size=1, max_size=3)
        )
    )


@given(st.lists(gemini_content(), min_size=1, max_size=5), st.none() | TEXT)
@settings(max_examples=60, deadline=None)
def test_any_gemini_line(contents: list[Any], system: str | None) -> None:
    line: dict[str, Any] = {"contents": contents}
    if system is not None:
        line["systemInstruction"] = {"role": "system", "parts": [{"text": system}]}
    module = wire("gemini_contents")
    assert module.emit(module.read(line)) == line


def converse_turn() -> Any:
    text = st.builds(lambda text: {"text": text}, TEXT)
    use = st.builds(
        lambda i, n: {"toolUse": {"toolUseId": n, "name": "f", "input": i}}, OBJECT, st.sampled_from("ab")
    )
    result = st.builds(
        lambda t, n: {"toolResult": {"toolUseId": n, "content": [t]}},
        text | st.builds(lambda v: {"json": v}, OBJECT),
        st.sampled_from("ab"),
    )
    image = st.just({"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/i.png"}}}})
    typed = st.builds(lambda t: {"text": t, "type": "text"}, TEXT)
    return st.sampled_from(["user", "assistant"]).flatmap(
        lambda role: st.builds(
            lambda blocks: {"role": role, "content": blocks},
            st.lists(
                st.one_of(text, typed, image, result) if role == "user" else st.one_of(text, use, typed),
                min_size=1,
                max_size=3,
            ),
        )
    )


@given(
    st.lists(converse_turn(), min_size=1, max_size=5),
    st.sampled_from([None, "bedrock-conversation-2024", "x"]),
)
@settings(max_examples=60, deadline=None)
def test_any_converse_line(turns: list[Any], version: str | None) -> None:
    assume(all(a["role"] != b["role"] for a, b in pairwise(turns)))  # the service refuses anything else
    line: dict[str, Any] = {"messages": turns} | ({"schemaVersion": version} if version else {})
    module = wire("bedrock_converse")
    assert module.emit(module.read(line)) == line


def test_an_edited_text_reaches_the_wire() -> None:
    line = {
        "contents": [
            {"role": "user", "parts": [{"text": "a@b.c"}]},
            {"role": "model", "parts": [{"text": "ok"}]},
        ]
    }
    example = wire("gemini_contents").read(line)
    example["messages"][0]["content"] = "[EMAIL_1]"
    assert wire("gemini_contents").emit(example)["contents"][0]["parts"] == [{"text": "[EMAIL_1]"}]


@pytest.mark.parametrize("provider", ["gemini", "bedrock", "llama_factory", "together", "trl"])
def test_a_chat_example_becomes_a_line_that_the_provider_takes(provider: str) -> None:
    from curate.providers.target import TargetWriter
    from tests.providers.test_targets import TOOL_ROW, chat

    for example in (chat(1), TOOL_ROW):
        line, found = TargetWriter(provider, "sft", None).fit(example)
        assert line is not None, found
        assert not [f for f in curate.check_record(line, provider=provider) if f.severity == "error"]
