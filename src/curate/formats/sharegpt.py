"""ShareGPT rows: `conversations` of {from, value}, or of {role, content}; optionally `system` and `tools`.

A function_call turn becomes an assistant message with tool calls, an observation a tool message; ids are made up.
"""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.media import note_media
from curate.canonical.messages import read_messages
from curate.canonical.single import with_system
from curate.canonical.tools import read_tools


def accepts(record: dict[str, Any]) -> bool:
    turns = record.get("conversations", record.get("conversation"))
    if isinstance(turns, str):
        return turns.lstrip()[:2] in ("[{", "[")
    if not isinstance(turns, list):
        return False
    return not turns or (isinstance(turns[0], dict) and ("from" in turns[0] or "role" in turns[0]))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    key = "conversations" if "conversations" in record else "conversation"
    turns = record[key]
    messages = read_messages(turns, f"/{key}", reading)
    if isinstance(turns, list) and turns and "role" in turns[0]:
        reading.note(
            "format/role-content", f"/{key}/0", "turns have role and content instead of from and value"
        )
    fields: dict[str, Any] = {"messages": with_system(record.get("system"), messages)}
    if tools := read_tools(record.get("tools"), "/tools", reading):
        fields["tools"] = tools
    note_media(record, reading)
    return example(reading, record, frozenset({key, "system", "tools"}), fields)
