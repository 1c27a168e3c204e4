"""Verdicts that one fact decides and no public checker gives: what is refused, and what is only worth a warning."""

from typing import Any

import orjson
import pytest

from curate.validate import check

USER: dict[str, Any] = {"role": "user", "content": "hi"}
ANSWER: dict[str, Any] = {"role": "assistant", "content": "hello"}
IMAGE: dict[str, Any] = {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/i.png"}}}}
THOUGHT: dict[str, Any] = {"reasoningContent": {"reasoningText": {"text": "so"}}}


def chat(*turns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"messages": list(turns), **more}


def converse(asked: list[Any], answered: dict[str, Any]) -> dict[str, Any]:
    turns = [{"role": "user", "content": asked}, {"role": "assistant"} | answered]
    return {"schemaVersion": "bedrock-conversation-2024", "messages": turns}


VERSION_1 = {"schemaVersion": 1}
CANDIDATES = {
    "candidates": [
        {"content": [{"text": word}], "preferenceLabel": label}
        for word, label in (("yes", "preferred"), ("no", "non-preferred"))
    ]
}
REFUSAL = ANSWER | {"content": [{"type": "refusal", "refusal": "no"}]}
CASES: list[tuple[str, str, dict[str, Any], bool]] = [
    ("openai", "sft", chat(USER, ANSWER | {"weight": 1.0}), True),
    ("openai", "sft", chat(USER, ANSWER | {"weight": True}), False),
    ("openai", "sft", chat(USER, REFUSAL), True),
    ("openai", "sft", chat({"role": "developer", "content": "be brief"}, USER, ANSWER), True),
    ("openai", "sft", chat(USER, ANSWER | {"tool_calls": []}), True),
    ("openai", "sft", chat(USER, ANSWER | {"tool_calls": "none"}), False),
    ("together", "sft", chat(USER, ANSWER, weight=0.5), True),
    ("together", "sft", chat(USER, ANSWER, weight=-0.5), False),
    ("fireworks", "sft", chat(USER, ANSWER, weight=-0.5), True),
    ("trl", "sft", chat(USER, ANSWER | {"weight": 0}), True),
    ("mistral", "sft", chat(USER, ANSWER | {"weight": 0}), True),
    ("bedrock:nova-2-lite", "sft", converse([{"text": "hi"}], {"content": [THOUGHT, {"text": "a"}]}), True),
    ("bedrock:nova-2-lite", "sft", converse([IMAGE], {"content": [THOUGHT, {"text": "a"}]}), False),
    ("bedrock:nova-lite", "dpo", converse([IMAGE], CANDIDATES), True),
    ("bedrock:nova-micro", "dpo", converse([IMAGE], CANDIDATES), False),
    ("bedrock:nova-lite", "sft", converse([{"text": "hi"}], {"content": [{"text": "a"}]}) | VERSION_1, False),
    ("nebius", "sft", {"token_ids": [1, 2], "labels": [1], "attention_mask": [1, 1]}, False),
]  # fmt: skip


@pytest.mark.parametrize(("target", "method", "row", "accepted"), CASES)
def test_verdict(target: str, method: str, row: dict[str, Any], accepted: bool) -> None:
    provider, _, model = target.partition(":")
    report = check(
        lines=[orjson.dumps(row)],
        provider=provider,
        method=method,
        model=model or None,
        scope="rows",
        preset=None,
    )
    assert report.accepted is accepted, report.findings


def test_a_key_twice_is_taken_where_python_reads() -> None:
    line = b'{"text": "a", "text": "b"}'
    for provider, accepted in (("together", True), ("trl", False)):
        assert check(lines=[line], provider=provider, scope="rows", preset=None).accepted is accepted
