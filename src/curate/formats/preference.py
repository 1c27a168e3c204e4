"""Pairs of a better and a worse answer, with the prompt in a field of its own or at the start of both.

Covers: TRL explicit and implicit, texts and lists; OpenAI input, preferred_output, non_preferred_output (and
..._completion); one message a side; argilla, Intel and Orca column names; chosen_messages; rejected_response.
"""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.messages import read_messages
from curate.canonical.prefix import split_texts
from curate.canonical.sides import common, read_side
from curate.canonical.single import with_system
from curate.canonical.tools import read_tools
from curate.model import Severity

BEFORE = (
    "openai_chat",
    "sharegpt",
    "alpaca",
    "dolly",
    "question_answer",
    "prompt_completion",
    "query_response",
    "text",
)
_SIDES = (
    ("chosen", "rejected"),
    ("preferred_output", "non_preferred_output"),
    ("preferred_completion", "non_preferred_completion"),
    ("chosen_response", "rejected_response"),
    ("response_chosen", "response_rejected"),
    ("chosen_messages", "rejected_messages"),
    ("response_j", "response_k"),
)
TELLING = frozenset({key for pair in _SIDES for key in pair})
_PROMPTS = (
    "prompt",
    "instruction",
    "question",
    "query",
    "conversations",
    "conversation",
    "messages",
    "input",
)
_SYSTEM = ("system", "system_prompt")


def accepts(record: dict[str, Any]) -> bool:
    return _names(record) is not None or _rejected_only(record) is not None


def _names(record: dict[str, Any]) -> tuple[str, str] | None:
    return next(((a, b) for a, b in _SIDES if a in record and b in record), None)


def _rejected_only(record: dict[str, Any]) -> str | None:
    """Return the key of the worse answer where the better one is the end of `messages`."""
    if not isinstance(record.get("messages"), list):
        return None
    return next((key for key in ("rejected_response", "rejected_messages") if record.get(key)), None)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    names = _names(record)
    if names is None:
        return _of_messages(record, reading)
    sides = [_side(record[key], f"/{key}", reading) for key in names]
    prompt_key, prompt, tools = _prompt(record, reading)
    used = {*names, prompt_key, "tools", *_SYSTEM}
    if isinstance(prompt, list):
        chosen, rejected = (side if isinstance(side, list) else _answer(side) for side in sides)
        prompt, chosen, rejected = _explicit(prompt, chosen, rejected, reading)
    elif all(isinstance(side, str) for side in sides):
        prompt, chosen, rejected = split_texts(str(sides[0]), str(sides[1]), reading)
    else:
        chosen, rejected = (side if isinstance(side, list) else _answer(side) for side in sides)
        cut = common(chosen, rejected)
        prompt, chosen, rejected = chosen[:cut], chosen[cut:], rejected[cut:]
    if "format/prompt-differs" in reading.notes:
        used.discard(prompt_key)  # kept in extra
    if "messages" in record and prompt_key != "messages" and record["messages"] == prompt + chosen:
        used.add("messages")  # the same conversation once more
    return _finish(reading, record, used, prompt, chosen, rejected, tools)


def _side(value: Any, at: str, reading: Reading) -> str | list[dict[str, Any]]:
    return (
        value if isinstance(value, str) and value[:2] != "[{" else read_side(value, at, "assistant", reading)
    )


def _answer(text: str) -> list[dict[str, Any]]:
    return [{"role": "assistant", "content": text}]


def _prompt(record: dict[str, Any], reading: Reading) -> tuple[str, list[dict[str, Any]] | None, Any]:
    """Return the key of the prompt, its messages (None where the sides hold it) and the tools."""
    key = next((key for key in _PROMPTS if record.get(key) is not None), "")
    value = record.get(key)
    if key == "input" and isinstance(value, dict):
        return key, read_messages(value.get("messages"), "/input/messages", reading), value.get("tools")
    tools = record.get("tools")
    if not key or value == "" or value == []:
        return key, None, tools
    return key, read_side(value, f"/{key}", "user", reading), tools


def _explicit(
    prompt: list[dict[str, Any]],
    chosen: list[dict[str, Any]],
    rejected: list[dict[str, Any]],
    reading: Reading,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Take a prompt that the answers repeat out of them."""
    cut = common(chosen, rejected)
    shared = chosen[:cut]
    if shared and shared[-len(prompt) :] == prompt:
        reading.note("format/prompt-repeated", "", "chosen and rejected repeat the prompt; it is kept once")
        return shared, chosen[cut:], rejected[cut:]
    if any(message["role"] == "user" for message in shared):
        about = "the prompt is not the one that chosen and rejected begin with; theirs is used"
        reading.note("format/prompt-differs", "", about, Severity.WARNING)
        return shared, chosen[cut:], rejected[cut:]
    return prompt, chosen, rejected


def _of_messages(record: dict[str, Any], reading: Reading) -> Parsed:
    key = _rejected_only(record) or ""
    messages = read_messages(record["messages"], "/messages", reading)
    if not messages or messages[-1]["role"] != "assistant":
        raise FormatError("/messages", "must end with the better answer")
    if key == "rejected_messages":
        other = read_messages(record[key], f"/{key}", reading)
        cut = common(messages, other)
        prompt, chosen, rejected = messages[:cut], messages[cut:], other[cut:]
    else:
        prompt, chosen = messages[:-1], messages[-1:]
        rejected = read_side(record[key], f"/{key}", "assistant", reading)
    return _finish(
        reading, record, {"messages", key, "tools", *_SYSTEM}, prompt, chosen, rejected, record.get("tools")
    )


def _finish(
    reading: Reading, record: dict[str, Any], used: set[str], prompt: list[dict[str, Any]],
    chosen: list[dict[str, Any]], rejected: list[dict[str, Any]], tools: Any,
) -> Parsed:  # fmt: skip
    system = next((record[key] for key in _SYSTEM if isinstance(record.get(key), str)), None)
    fields: dict[str, Any] = {"messages": with_system(system, prompt), "chosen": chosen, "rejected": rejected}
    if declared := read_tools(tools, "/tools", reading):
        fields["tools"] = declared
    if isinstance(outer := record.get("input"), dict) and "input" in used:
        if "parallel_tool_calls" in outer:
            fields["parallel_tool_calls"] = outer["parallel_tool_calls"]
        if rest := {k: v for k, v in outer.items() if k not in ("messages", "tools", "parallel_tool_calls")}:
            reading.left["/input"] = rest
    return example(reading, record, frozenset(used), fields)
