"""Instruction rows: `instruction`, `input`, `output` or `response`; optionally `system` and `history`.

The user's text is the instruction, a newline and the input, where there is one. A rendered `text` column never wins.
"""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.history import turns
from curate.canonical.media import note_media
from curate.canonical.single import joined, text, with_system

BEFORE = ("text", "prompt_completion", "query_response")
_ANSWERS = ("output", "response", "completion", "answer")
_NO_INPUT = {"", "<noinput>", "<no input>", "nan"}


def accepts(record: dict[str, Any]) -> bool:
    asked = record.get("instruction", record.get("input") if "output" in record else None)
    return isinstance(asked, str) and "context" not in record and any(key in record for key in _ANSWERS)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    answer = next(key for key in _ANSWERS if key in record)
    given = record.get("input")
    given = (
        ""
        if given is None or (isinstance(given, str) and given.strip().lower() in _NO_INPUT)
        else text(record, "input")
    )
    asked = joined("\n", record.get("instruction") or "", given)
    messages = [
        *turns(record.get("history"), "/history"),
        {"role": "user", "content": asked},
        {"role": "assistant", "content": text(record, answer)},
    ]
    note_media(record, reading)
    used = frozenset({"instruction", "input", answer, "history", "system"})
    return example(reading, record, used, {"messages": with_system(record.get("system"), messages)})
