"""Rows whose `dialogue`, `turns`, `chat` or the like is a list of a speaker and a text, of speakers with usual names.

Does not cover: speakers whose names tell no role (names of people, or SYSTEM for the assistant); they need a mapping.
"""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.messages import read_messages
from curate.canonical.single import with_system
from curate.canonical.tools import read_tools
from curate.canonical.turn_keys import renamed_turns
from curate.formats import sharegpt

_LISTS = (
    "dialogue",
    "dialog",
    "turns",
    "chat",
    "thread",
    "utterances",
    "interactions",
    "conversation",
    "conversations",
)
# where one of these stands too, the answer may not be in the list
_OTHERS = frozenset(
    {"messages", "chosen", "rejected", "response", "output", "answer", "completion", "label", "kto_tag"}
)


def accepts(record: dict[str, Any]) -> bool:
    return _name(record) is not None


def _name(record: dict[str, Any]) -> str | None:
    """Return the key of the list; None where two lists could be meant."""
    if record.keys() & _OTHERS:
        return None
    found = [key for key in _LISTS if isinstance(record.get(key), list) and renamed_turns(record[key])]
    return found[0] if len(found) == 1 and not sharegpt.accepts(record) else None


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    name = _name(record) or "dialogue"
    messages = read_messages(record[name], f"/{name}", reading)
    fields: dict[str, Any] = {"messages": with_system(record.get("system"), messages)}
    if tools := read_tools(record.get("tools"), "/tools", reading):
        fields["tools"] = tools
    return example(reading, record, frozenset({name, "system", "tools"}), fields)
