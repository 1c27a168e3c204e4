"""OpenAI Responses rows: `input` as text or items, `output` as items, `instructions`; calls and results are items, too.

Reasoning becomes reasoning_content. Calls of tools that are no functions have no place in a chat and are kept aside,
with a warning. Items that are only named (item_reference) are refused.
"""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.items import is_item, read_items
from curate.canonical.single import with_system
from curate.canonical.tools import link_calls, read_tools
from curate.model import Severity
from curate.wording import shown

BEFORE = ("alpaca",)
_USED = frozenset({"input", "output", "instructions", "tools", "parallel_tool_calls"})


def accepts(record: dict[str, Any]) -> bool:
    asked, answered = record.get("input"), record.get("output")
    if "messages" in record or "instruction" in record or not isinstance(asked, str | list | None):
        return False
    if isinstance(answered, list) and answered:
        return is_item(answered[0]) and (asked is not None or record.get("object") == "response")
    return answered is None and isinstance(asked, list) and bool(asked) and is_item(asked[0])


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    if record.get("input") is None:
        raise FormatError("/input", "the answer stands without its input: join both in one row first")
    messages: list[dict[str, Any]] = []
    for key, role in (("input", "user"), ("output", "assistant")):
        value = record.get(key)
        said = [{"role": role, "content": value}] if isinstance(value, str) else value or []
        messages += read_items(said, f"/{key}", reading)
    link_calls(messages, "/input", reading)
    if record.get("previous_response_id"):
        about = "earlier turns stand in another response and are missing here"
        reading.note("format/earlier-turns", "/previous_response_id", about, Severity.WARNING)
    if record.get("status") == "incomplete":
        reading.note("format/answer-cut", "/status", "the answer was cut", Severity.WARNING)
    fields: dict[str, Any] = {"messages": _instructed(record.get("instructions"), messages, reading)}
    if tools := _tools(record.get("tools"), reading):
        fields["tools"] = tools
        if isinstance(record.get("parallel_tool_calls"), bool):
            fields["parallel_tool_calls"] = record["parallel_tool_calls"]
    return example(reading, record, _USED, fields)


def _instructed(said: Any, messages: list[dict[str, Any]], reading: Reading) -> list[dict[str, Any]]:
    """Put instructions, a text or items, before the messages."""
    if isinstance(said, list):
        return read_items(said, "/instructions", reading) + messages
    if not isinstance(said, str | None):
        raise FormatError("/instructions", "must be text or a list of items")
    return with_system(said, messages)


def _tools(tools: Any, reading: Reading) -> list[dict[str, Any]]:
    """Read functions; tools of the service's own cannot be declared in a chat row."""
    if isinstance(tools, list):
        others = [t for t in tools if isinstance(t, dict) and t.get("type", "function") != "function"]
        if others:
            kinds = ", ".join(sorted({shown(tool["type"]) for tool in others}))
            about = f"tools that are no functions are left out: {kinds}"
            reading.note("format/other-tool", "/tools", about, Severity.WARNING)
            tools = [tool for tool in tools if tool not in others]
    return read_tools(tools, "/tools", reading)
