"""Rows with a column for each speaker: `user` and `assistant`, `human` and `gpt` and the like, optionally `system`."""

from typing import Any

from curate.canonical import Parsed, Reading, example
from curate.canonical.single import turn

_PAIRS = (
    ("user", "assistant"), ("human", "assistant"), ("human", "gpt"), ("human", "bot"), ("user", "bot"),
    ("user_message", "assistant_message"), ("user_message", "bot_message"), ("user_prompt", "assistant_response"),
    ("user_input", "assistant_response"), ("user_input", "assistant_output"), ("user", "ai"), ("human", "ai"),
    ("user_prompt", "response"), ("user_message", "response"), ("user_input", "response"),
)  # fmt: skip
_SYSTEM = ("system", "system_prompt", "system_message")
# where one of these stands too, the row has another layout, or one that only its maker knows
_OTHERS = frozenset({"messages", "conversation", "conversations", "prompt", "instruction", "question", "query", "text",
                     "chosen", "rejected", "response", "output", "answer"})  # fmt: skip


def accepts(record: dict[str, Any]) -> bool:
    return _names(record) is not None


def _names(record: dict[str, Any]) -> tuple[str, str] | None:
    """Return the record's own names of what is asked and answered; None where two pairs of columns could be meant."""
    by_name = {key.strip().lower().replace(" ", "_"): key for key in record}
    found = [pair for pair in _PAIRS if by_name.keys() >= {*pair}]
    if len(found) != 1 or (by_name.keys() - {*found[0]}) & _OTHERS:
        return None
    asked, answered = (by_name[name] for name in found[0])
    return (asked, answered) if isinstance(record[asked], str) and isinstance(record[answered], str) else None


def parse(record: dict[str, Any]) -> Parsed:
    user, assistant = _names(record) or ("user", "assistant")
    texts = [key for key, value in record.items() if isinstance(value, str)]
    system = next((key for key in texts if key.strip().lower().replace(" ", "_") in _SYSTEM), "")
    messages = turn(record, user, assistant, system)
    return example(Reading(), record, frozenset({user, assistant, system}), {"messages": messages})
