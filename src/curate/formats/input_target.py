"""Rows of a text and what is wanted for it: `input` and `target`, `inputs` and `targets`, `problem` and `solution`."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.single import turn

_PAIRS = (
    ("input", "target"), ("inputs", "targets"), ("input", "response"), ("input", "answer"), ("input", "completion"),
    ("input_text", "output_text"), ("input_text", "target_text"), ("problem", "solution"), ("problem", "answer"),
)  # fmt: skip
_SYSTEM = ("system", "system_prompt")
# where one of these stands too, the row has another layout, or one that only its maker knows
_OTHERS = frozenset({"messages", "conversation", "conversations", "prompt", "instruction", "question", "query", "text",
                     "chosen", "rejected", "output", "history", "context"})  # fmt: skip


def accepts(record: dict[str, Any]) -> bool:
    return _names(record) is not None


def _names(record: dict[str, Any]) -> tuple[str, str] | None:
    """Return the names of the first pair that the record has, both of them texts."""
    if record.keys() & _OTHERS:
        return None
    found = ((a, b) for a, b in _PAIRS if isinstance(record.get(a), str) and isinstance(record.get(b), str))
    return next(found, None)


def parse(record: dict[str, Any]) -> Parsed:
    asked, answered = _names(record) or ("input", "target")
    system = next((key for key in _SYSTEM if isinstance(record.get(key), str)), "")
    used = frozenset({asked, answered, system})
    return example(Reading(), record, used, {"messages": turn(record, asked, answered, system)})
