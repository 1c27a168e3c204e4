"""UltraChat rows: `data` is a list of texts, the user's and the assistant's in turn; LIMA's `conversations`, too."""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.model import Severity

_LISTS = ("data", "conversations", "conversation")


def accepts(record: dict[str, Any]) -> bool:
    return _name(record) is not None


def _name(record: dict[str, Any]) -> str | None:
    """Return the key of the list, which must begin with two texts."""
    key = next((key for key in _LISTS if key in record), "data")
    texts = record.get(key)
    return (
        key if isinstance(texts, list) and len(texts) > 1 and [*map(type, texts[:2])] == [str, str] else None
    )


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    name = _name(record) or "data"
    messages = []
    for index, text in enumerate(record[name]):
        if not isinstance(text, str):
            raise FormatError(f"/{name}/{index}", "must be text")
        messages.append({"role": "assistant" if index % 2 else "user", "content": text})
    if len(messages) % 2:
        about = "an odd number of texts: the last has no answer"
        reading.note("format/odd-length", f"/{name}/{len(messages) - 1}", about, Severity.WARNING)
    return example(reading, record, frozenset({name}), {"messages": messages})
