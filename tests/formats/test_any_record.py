"""Whatever a record holds: a format reads it or says why not, and what it reads is a canonical example."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from curate.canonical.roles import ROLES
from curate.formats import FormatError, all_formats
from curate.frames import apply_edits, segments_frame
from curate.inputs.detect import layout_of
from curate.model import RawRecord
from curate.records import SIDES
from curate.stages.convert import convert

TEXTS = st.sampled_from(
    ["", "hi", "user", "assistant", "human", "gpt", "function_call", "tool", "model", "text", "tool_use", "[{", "{}",
     '{"name": "f", "arguments": {}}', "<|im_start|>user\nx", "[INST] x [/INST] y", "\n\nHuman: x\n\nAssistant: y",
     "USER: x ASSISTANT: <functioncall> {}", "### Instruction:\nx\n\n### Response:\ny", "<|user|>x<|assistant|>y</s>",
     "<start_of_turn>user\nx", "<|start_header_id|>user<|end_header_id|>x", "message", "function_call_output",
     "reasoning"]
)  # fmt: skip
SCALARS = TEXTS | st.none() | st.booleans() | st.integers(0, 2) | st.floats(allow_nan=False)
INNER_KEYS = st.sampled_from(
    ["role", "from", "content", "value", "tool_calls", "function_call", "function", "name", "arguments", "id", "type",
     "text", "parts", "functionCall", "functionResponse", "toolUse", "toolResult", "input", "human", "assistant",
     "weight", "loss", "tool_call_id", "thinking", "image_url", "source", "parameters", "json", "response",
     "speaker", "sender", "author", "call_id", "output", "summary", "message", "parent", "replies", "rank", "choices"]
)  # fmt: skip
OUTER_KEYS = st.sampled_from(
    ["messages", "conversations", "conversation", "contents", "prompt", "completion", "completions", "label", "labels",
     "chosen", "rejected", "chosen_messages", "rejected_messages", "rejected_response", "input", "preferred_output",
     "non_preferred_output", "instruction", "output", "response", "context", "question", "answer", "query", "history",
     "answers", "tools", "system", "text", "transcript", "data", "toolConfig", "systemInstruction", "images", "kto_tag",
     "chat", "dialogue", "turns", "request", "body", "inputs", "outputs", "choices", "instructions", "mapping",
     "current_node", "chat_messages", "message_tree_id", "user", "assistant", "target", "custom_id"]
)  # fmt: skip
INNER = st.recursive(
    SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(INNER_KEYS, v, max_size=4), max_leaves=12
)
TURN = st.fixed_dictionaries({"role": TEXTS | INNER, "content": INNER}) | st.fixed_dictionaries(
    {"from": TEXTS, "value": INNER}
)
VALUES = INNER | st.lists(TURN, max_size=3)
RECORDS = st.dictionaries(OUTER_KEYS, VALUES, max_size=5)


@settings(max_examples=150, deadline=None)
@given(RECORDS)
def test_every_format_that_accepts_a_record_reads_it_or_says_why_not(record: Any) -> None:
    for form in all_formats().values():
        if form.accepts(record):
            try:
                example = form.parse(record).record
            except FormatError:
                continue
            assert_canonical(example)


def assert_canonical(example: dict[str, Any]) -> None:
    assert isinstance(example.get("text", ""), str)
    for side in SIDES:
        for message in example.get(side, ()):
            assert message["role"] in ROLES
            assert isinstance(message.get("content"), str | list | None)
            for call in message.get("tool_calls", ()):
                assert isinstance(call["function"]["arguments"], str)
    json.dumps(example)


@settings(max_examples=80, deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=3))
def test_convert_loses_no_record_and_no_text(records: list[Any]) -> None:
    raw = [RawRecord(i, i + 1, json.dumps(record).encode()) for i, record in enumerate(records)]
    chunk = convert(raw, layout_of(records[0]) or "openai_chat")
    assert len(chunk.examples) + len(chunk.rejected) == len(raw)
    kept = [json.loads(record) for record in chunk.examples["record"]]
    assert segments_frame(chunk.examples["row_id"].to_list(), kept).equals(chunk.segments)
    same = apply_edits(chunk.examples, chunk.segments.select("row_id", "pointer", "text"))
    assert len(same) == len(chunk.examples)
