"""OpenAI chat rows: `messages`, optionally `tools`; the canonical form itself, and the dialects that look like it.

Covers: roles in other cases or names; content as text, parts or null; `messages` and `tools` as JSON texts; arguments
as objects; legacy `functions` and `function_call`; from/value turns; training marks of other trainers.
"""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.media import MEDIA_KEYS, note_media
from curate.canonical.messages import read_messages
from curate.canonical.tools import read_tools

BEFORE = ("sharegpt", "alpaca", "question_answer", "prompt_completion", "query_response", "text", "xlam")
_USED = frozenset({"messages", "tools", "parallel_tool_calls", "functions", "function_call"})
TELLING = _USED - {"messages"} | {*MEDIA_KEYS}


def accepts(record: dict[str, Any]) -> bool:
    messages = record.get("messages")
    if isinstance(messages, str):
        return messages.lstrip()[:1] == "["
    return isinstance(messages, list) and (not messages or isinstance(messages[0], dict))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    fields: dict[str, Any] = {"messages": read_messages(record["messages"], "/messages", reading)}
    if isinstance(record["messages"], list) and record["messages"] and "from" in record["messages"][0]:
        reading.note(
            "format/from-value", "/messages/0", "turns have from and value instead of role and content"
        )
    if record.keys() == {"messages"}:
        if fields["messages"] is record["messages"]:
            return Parsed(record)
        return example(reading, record, _USED, fields)
    if tools := read_tools(record.get("tools"), "/tools", reading):
        fields["tools"] = tools
    fields |= {
        key: record[key]
        for key in ("parallel_tool_calls", "functions", "function_call")
        if record.get(key) is not None
    }
    note_media(record, reading)
    return example(reading, record, _USED, fields)


def emit(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "extra"}
