"""OASST trees: `message_tree_id` and a `prompt` with nested `replies`; one path of a tree is read.

The path: of an assistant's replies the best ranked (0 is best; then those without a rank, as they stand), of a
prompter's the first that was answered; deleted messages never. It ends with an answer where there is one.
Does not cover: the export of single messages, whose parents stand in other rows; see single_messages.
"""

from collections.abc import Iterator
from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.branches import note_others
from curate.canonical.roles import role_of
from curate.model import Severity
from curate.wording import shown

_READY = "ready_for_export"


def accepts(record: dict[str, Any]) -> bool:
    prompt = record.get("prompt")
    return (
        isinstance(prompt, dict) and "text" in prompt and ("replies" in prompt or "message_tree_id" in record)
    )


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages: list[dict[str, Any]] = []
    node, at = record["prompt"], "/prompt"
    if node.get("deleted"):
        raise FormatError(at, "the first message of the tree is deleted")
    while node is not None:
        messages.append(_message(node, at))
        node, at = _next(node, at)
    if len(messages) > 1 and messages[-1]["role"] == "user":
        messages.pop()
        reading.note("format/unanswered-end", "", "the last message has no answer and is left out")
    note_others(_leaves(record["prompt"]) - 1, "/prompt", reading)
    state = record.get("tree_state")
    if state not in (None, _READY):
        about = f"tree_state is {shown(state)}: trainers take trees that are {_READY}"
        reading.note("format/tree-not-ready", "/tree_state", about, Severity.WARNING)
    kept = record | {"lang": record["prompt"].get("lang")}
    return example(reading, kept, frozenset({"prompt"}), {"messages": messages})


def _message(node: dict[str, Any], at: str) -> dict[str, Any]:
    role = role_of(node.get("role"))
    if role not in ("user", "assistant"):
        raise FormatError(f"{at}/role", "must be prompter or assistant")
    if not isinstance(node.get("text"), str):
        raise FormatError(f"{at}/text", "must be text")
    return {"role": role, "content": node["text"]}


def _next(node: dict[str, Any], at: str) -> tuple[Any, str]:
    """Return the reply that the path goes on with, and its place."""
    found = [(reply, f"{at}/replies/{index}") for index, reply in _replies(node, at)]
    if not found:
        return None, at
    if role_of(node.get("role")) == "user":
        return min(found, key=lambda reply: _rank(reply[0]))
    return next((reply for reply in found if any(_replies(reply[0], reply[1]))), found[0])


def _replies(node: dict[str, Any], at: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield what answers a message and is not deleted."""
    replies = node.get("replies")
    if not isinstance(replies, list | None):
        raise FormatError(f"{at}/replies", "must be a list")
    for index, reply in enumerate(replies or ()):
        if not isinstance(reply, dict):
            raise FormatError(f"{at}/replies/{index}", "must be an object")
        if not reply.get("deleted"):
            yield index, reply


def _rank(reply: dict[str, Any]) -> float:
    rank = reply.get("rank")
    return rank if isinstance(rank, int | float) else float("inf")


def _leaves(root: dict[str, Any]) -> int:
    """Count the messages that nobody answered; deleted ones lead nowhere."""
    count, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        replies = node.get("replies")
        below = (
            [r for r in replies if isinstance(r, dict) and not r.get("deleted")]
            if isinstance(replies, list)
            else []
        )
        count += not below
        waiting += below
    return count
