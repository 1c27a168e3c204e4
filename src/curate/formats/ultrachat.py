"""UltraChat rows: `data` is a list of texts, the user's and the assistant's in turn."""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.model import Severity


def accepts(record: dict[str, Any]) -> bool:
    data = record.get("data")
    return isinstance(data, list) and len(data) > 1 and all(isinstance(item, str) for item in data[:2])


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages = []
    for index, text in enumerate(record["data"]):
        if not isinstance(text, str):
            raise FormatError(f"/data/{index}", "must be text")
        messages.append({"role": "assistant" if index % 2 else "user", "content": text})
    if len(messages) % 2:
        about = "an odd number of texts: the last has no answer"
        reading.note("format/odd-length", f"/data/{len(messages) - 1}", about, Severity.WARNING)
    return example(reading, record, frozenset({"data"}), {"messages": messages})
