"""xLAM rows: `query`, `answers` (its calls) and `tools` (bare declarations), lists or JSON texts."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.single import text
from curate.canonical.tools import link_calls, read_calls, read_tools

_USED = frozenset({"query", "answers", "tools"})


def accepts(record: dict[str, Any]) -> bool:
    return record.keys() >= _USED


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    calls = read_calls(record["answers"], "/answers", Reading())
    messages: list[dict[str, Any]] = [{"role": "user", "content": text(record, "query")}]
    messages.append({"role": "assistant", "content": None, "tool_calls": calls})
    link_calls(messages, "", Reading())
    return example(
        reading,
        record,
        _USED,
        {"messages": messages, "tools": read_tools(record["tools"], "/tools", reading)},
    )
