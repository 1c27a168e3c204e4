"""Turns of services that put calls and results into content blocks -> canonical messages."""

from dataclasses import dataclass, field
from typing import Any

from curate.canonical import Reading


@dataclass(slots=True)
class Turn:
    """What the blocks of one turn hold."""

    content: str | list[dict[str, Any]] | None = None
    calls: list[dict[str, Any]] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)


def append_turn(messages: list[dict[str, Any]], role: str, turn: Turn, reading: Reading) -> None:
    """Append the tool messages of a turn, then its own message where it says or calls something."""
    messages += turn.results
    content = _plain(turn.content)
    if turn.results and content is None and not turn.calls:
        return
    message: dict[str, Any] = {"role": role, "content": content}
    if turn.thoughts:
        message["reasoning_content"] = "\n\n".join(turn.thoughts)
    if turn.calls:
        message["tool_calls"] = turn.calls
    messages.append(message)


def _plain(content: str | list[dict[str, Any]] | None) -> str | list[dict[str, Any]] | None:
    """A single text part is a text."""
    if isinstance(content, list) and len(content) == 1 and content[0].keys() == {"type", "text"}:
        text = content[0]["text"]
        return text if isinstance(text, str) else content
    return content or None if isinstance(content, list) else content
