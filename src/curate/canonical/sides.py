"""One side of an example, a prompt or an answer, as text, one message or a list of messages."""

from typing import Any

from curate.canonical import FormatError, Reading
from curate.canonical.messages import read_messages


def read_side(value: Any, at: str, role: str, reading: Reading) -> list[dict[str, Any]]:
    """Return the messages of a side; a text is one message of `role`.

    >>> read_side("hi", "/prompt", "user", Reading()), read_side({"from": "gpt", "value": "ho"}, "", "", Reading())
    ([{'role': 'user', 'content': 'hi'}], [{'role': 'assistant', 'content': 'ho'}])
    """
    if isinstance(value, str):
        if value[:2] == "[{" and '"role"' in value[:200]:
            return read_messages(value, at, reading)
        return [{"role": role, "content": value}]
    if isinstance(value, dict):
        return read_messages([value], at, reading)
    if isinstance(value, list):
        return read_messages(value, at, reading)
    raise FormatError(at, "must be text or a list of messages")


def common(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> int:
    """Return how many messages two conversations share at their start; each keeps its last one.

    >>> user, good, bad = ({"role": "user", "content": text} for text in "ugb")
    >>> common([user, good], [user, bad]), common([user], [user])
    (1, 0)
    """
    most = min(len(one), len(other)) - 1
    return next((i for i in range(most) if one[i] != other[i]), max(most, 0))
