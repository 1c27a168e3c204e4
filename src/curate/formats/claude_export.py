"""Claude's conversations.json: `chat_messages` of a sender with a text, or content blocks, and attachments.

Calls and results stand inside an answer there: it is cut into an assistant's call, the tool's message and what follows.
The text of an attached file stands before what its sender says.
"""

from typing import Any

import orjson

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.branches import leaves, note_others, path_to
from curate.canonical.roles import role_of
from curate.canonical.tools import link_calls
from curate.model import Severity
from curate.wording import shown

_USED = frozenset({"chat_messages"})
_ROOT = "00000000-0000-4000-8000-000000000000"  # the parent of the first message


def accepts(record: dict[str, Any]) -> bool:
    turns = record.get("chat_messages")
    return isinstance(turns, list) and (not turns or (isinstance(turns[0], dict) and "sender" in turns[0]))


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    messages: list[dict[str, Any]] = []
    for at, turn in _path(record, reading):
        role = role_of(turn.get("sender"))
        if role not in ("user", "assistant"):
            raise FormatError(f"{at}/sender", f"unknown sender {shown(turn.get('sender'))}")
        found = _messages(turn, role, at, reading)
        if not found:
            reading.note("format/empty-message", at, "a message without text is left out")
        messages += found
    if not messages:
        raise FormatError("/chat_messages", "there is no message with a text")
    link_calls(messages, "/chat_messages", Reading())
    return example(reading, record, _USED, {"messages": messages})


def _path(record: dict[str, Any], reading: Reading) -> list[tuple[str, dict[str, Any]]]:
    """Return the messages with their places: all, or the path to the leaf that is named."""
    turns: dict[str, tuple[str, dict[str, Any]]] = {}
    for index, turn in enumerate(record["chat_messages"]):
        if not isinstance(turn, dict):
            raise FormatError(f"/chat_messages/{index}", "a message must be an object")
        turns[str(turn.get("uuid") or index)] = (f"/chat_messages/{index}", turn)
    leaf = record.get("current_leaf_message_uuid")
    if not isinstance(leaf, str) or leaf not in turns:
        return [(f"/chat_messages/{index}", turn) for index, turn in enumerate(record["chat_messages"])]
    named = {name: turn.get("parent_message_uuid") for name, (_, turn) in turns.items()}
    parents = {name: up if isinstance(up, str) and up != _ROOT else None for name, up in named.items()}
    note_others(leaves(parents) - 1, "/chat_messages", reading)
    return [turns[name] for name in path_to(leaf, parents, "/chat_messages")]


def _messages(turn: dict[str, Any], role: str, at: str, reading: Reading) -> list[dict[str, Any]]:
    """Return the messages of one turn, one where it calls no tool; none where it says nothing."""
    messages: list[dict[str, Any]] = [{"role": role, "content": ""}]
    blocks = turn.get("content")
    if not isinstance(blocks, list) or not blocks:
        blocks = [{"type": "text", "text": blocks if isinstance(blocks, str) else turn.get("text")}]
    for index, block in enumerate([*_attached(turn, at, reading), *blocks]):
        _add(block, f"{at}/content/{index}", role, messages, reading)
    for message in messages:
        message["content"] = message["content"].strip("\n") or (None if "tool_calls" in message else "")
    return [m for m in messages if m["content"] or m.keys() > {"role", "content"}]


def _add(block: Any, at: str, role: str, messages: list[dict[str, Any]], reading: Reading) -> None:
    """Add a block to the last message, or begin another one with it."""
    kind = block.get("type") if isinstance(block, dict) else None
    if kind == "tool_result":
        messages.append(
            {"role": "tool", "content": _result(block.get("content"))} | _id(block, "tool_use_id")
        )
        return
    if messages[-1]["role"] == "tool" or ("tool_calls" in messages[-1] and kind != "tool_use"):
        messages.append({"role": role, "content": ""})
    last = messages[-1]
    if kind == "text":
        if not isinstance(block.get("text"), str | None):
            raise FormatError(f"{at}/text", "must be text")
        last["content"] += "\n\n" * bool(last["content"]) + (block.get("text") or "")
    elif kind == "thinking" and isinstance(block.get("thinking"), str):
        last["reasoning_content"] = "\n\n".join(
            filter(None, (last.get("reasoning_content"), block["thinking"]))
        )
        reading.note("format/reasoning", at, "reasoning is kept apart from the answer, as reasoning_content")
    elif kind == "tool_use" and isinstance(block.get("name"), str):
        function = {"name": block["name"], "arguments": orjson.dumps(block.get("input") or {}).decode()}
        last.setdefault("tool_calls", []).append(
            _id(block, "id") | {"type": "function", "function": function}
        )
    else:
        about = f"a block of type {shown(kind)} cannot be carried into the messages"
        reading.note("format/block-left-out", at, about, Severity.WARNING)


def _id(block: dict[str, Any], key: str) -> dict[str, str]:
    name = "id" if key == "id" else "tool_call_id"
    return {name: block[key]} if isinstance(block.get(key), str) else {}


def _result(content: Any) -> str:
    if isinstance(content, list):
        parts = [part.get("text") if isinstance(part, dict) else part for part in content]
        return "\n".join(part if isinstance(part, str) else orjson.dumps(part).decode() for part in parts)
    return content if isinstance(content, str) else "" if content is None else orjson.dumps(content).decode()


def _attached(turn: dict[str, Any], at: str, reading: Reading) -> list[dict[str, Any]]:
    """Return the texts of attached files as blocks, and warn of files that have none."""
    texts, others = [], 0
    for key in ("attachments", "files"):
        for file in turn[key] if isinstance(turn.get(key), list) else ():
            text = file.get("extracted_content") if isinstance(file, dict) else None
            texts += [{"type": "text", "text": text}] if isinstance(text, str) and text else []
            others += not (isinstance(text, str) and text)
    if texts:
        about = "the text of an attached file stands before what its sender says"
        reading.note("format/attachment-joined", f"{at}/attachments", about)
    if others:
        about = f"{others} file{'s' * (others > 1)} cannot be carried into the messages"
        reading.note("format/media-left-out", at, about, Severity.WARNING)
    return texts
