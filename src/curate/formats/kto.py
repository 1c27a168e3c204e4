"""Answers marked good or bad: `prompt`, `completion` and `label` (kto_tag), or `messages` and such a label."""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.messages import read_messages
from curate.canonical.roles import role_of
from curate.canonical.sides import read_side
from curate.canonical.single import with_system
from curate.canonical.tools import read_tools

BEFORE = ("openai_chat", "sharegpt", "prompt_completion", "prompt_only", "alpaca")
TELLING = frozenset({"label", "kto_tag"})
_TRUTH = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
_LISTS = ("messages", "conversations", "conversation")


def accepts(record: dict[str, Any]) -> bool:
    key = "label" if "label" in record else "kto_tag"
    if _truth(record.get(key)) is None:
        return False
    if "prompt" in record and "completion" in record:
        return True
    turns = next((record[name] for name in _LISTS if name in record), None)
    if not isinstance(turns, list) or not turns or not isinstance(turns[-1], dict):
        return False
    return role_of(turns[-1].get("role", turns[-1].get("from"))) == "assistant"


def _truth(label: Any) -> bool | None:
    if isinstance(label, bool):
        return label
    return _TRUTH.get(str(label).strip().lower()) if isinstance(label, str | int) else None


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    key = "label" if "label" in record else "kto_tag"
    label = _truth(record[key])
    if label is not record[key]:
        reading.note("format/label", f"/{key}", f"label {record[key]!r} is read as {str(label).lower()}")
    if "prompt" in record and "completion" in record:
        name = ""
        prompt = read_side(record["prompt"], "/prompt", "user", reading)
        completion = read_side(record["completion"], "/completion", "assistant", reading)
    else:
        name = next(name for name in _LISTS if name in record)
        messages = read_messages(record[name], f"/{name}", reading)
        if not messages:
            raise FormatError(f"/{name}", "there is no answer to judge")
        prompt, completion = messages[:-1], messages[-1:]
    fields: dict[str, Any] = {
        "messages": with_system(record.get("system"), prompt),
        "completion": completion,
        "label": label,
    }
    if tools := read_tools(record.get("tools"), "/tools", reading):
        fields["tools"] = tools
    return example(reading, record, frozenset({key, name, "prompt", "completion", "tools", "system"}), fields)
