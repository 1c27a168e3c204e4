"""ChatGPT's conversations.json: `mapping` of messages that name their parent; the path to `current_node` is read.

Covers: calls of tools (recipient) and their output, reasoning, code, hidden messages (left out).
Does not cover: pictures, sounds and files; they are left out with a warning.
"""

from typing import Any

import orjson

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.branches import leaves, note_others, path_to
from curate.canonical.tools import link_calls
from curate.model import Severity
from curate.parsing.strict_json import parse_embedded
from curate.wording import shown

_USED = frozenset({"mapping", "current_node"})
_ROLES = ("user", "assistant", "system", "tool")
_CONTEXT = ("user_editable_context", "model_editable_context")


def accepts(record: dict[str, Any]) -> bool:
    mapping = record.get("mapping")
    if not isinstance(mapping, dict) or not mapping:
        return False
    first = next(iter(mapping.values()))
    return isinstance(first, dict) and "message" in first and ("parent" in first or "children" in first)


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    mapping = record["mapping"]
    for name, node in mapping.items():
        if not isinstance(node, dict) or not isinstance(node.get("parent"), str | None):
            raise FormatError(_at(name), "a node must be an object that names its parent")
    parents: dict[str, str | None] = {name: node.get("parent") for name, node in mapping.items()}
    leaf = record.get("current_node")
    if not isinstance(leaf, str) or leaf not in mapping:
        leaf = next(reversed(mapping))
        about = "current_node names no message; the branch of the last message is read"
        reading.note("format/no-current-node", "/current_node", about, Severity.WARNING)
    messages: list[dict[str, Any]] = []
    thoughts: list[str] = []
    for name in path_to(leaf, parents, "/mapping"):
        if (message := mapping[name].get("message")) is not None:
            _add(message, f"{_at(name)}/message", messages, thoughts, reading)
    if not messages:
        raise FormatError("/mapping", "there is no message with a text")
    note_others(leaves(parents) - 1, "/mapping", reading)
    link_calls(messages, "/mapping", Reading())
    return example(reading, record, _USED, {"messages": messages})


def _at(name: str) -> str:
    return f"/mapping/{name.replace('~', '~0').replace('/', '~1')}"


def _add(
    message: Any, at: str, messages: list[dict[str, Any]], thoughts: list[str], reading: Reading
) -> None:
    """Append a message of the path, or what it adds to the one before."""
    if not isinstance(message, dict) or not isinstance(author := message.get("author"), dict):
        raise FormatError(at, "a message must be an object with an author")
    role = author.get("role")
    if role not in _ROLES:
        raise FormatError(f"{at}/author/role", f"unknown role {shown(role)}")
    content = message.get("content")
    if not isinstance(content, dict):
        raise FormatError(f"{at}/content", "must be an object")
    metadata = message.get("metadata")
    hidden = isinstance(metadata, dict) and metadata.get("is_visually_hidden_from_conversation")
    kind = content.get("content_type")
    if kind in ("thoughts", "reasoning_recap"):
        thoughts += _thoughts(content, at, reading)
        return
    text = _text(content, at, reading)
    if not text.strip():
        return
    if hidden or kind in _CONTEXT or message.get("weight") == 0:
        reading.note(
            "format/hidden-message", at, "a message that the export hides from its reader is left out"
        )
        return
    recipient = message.get("recipient", "all")
    before = messages[-1] if messages else None
    if role != "assistant" or not isinstance(recipient, str) or recipient == "all":
        if role == "assistant" and before and before["role"] == role and "tool_calls" not in before:
            before["content"] += f"\n\n{text}"
            reading.note(
                "format/merged-turns", at, "a turn of the same speaker is merged into the one before"
            )
            return
        new: dict[str, Any] = {"role": role, "content": text}
        messages.append(new)
    elif before and before["role"] == "assistant":
        before.setdefault("tool_calls", []).append(_call(recipient, text, at, reading))
        return
    else:
        new = {"role": role, "content": None, "tool_calls": [_call(recipient, text, at, reading)]}
        messages.append(new)
    if thoughts and role == "assistant":
        new["reasoning_content"] = "\n\n".join(thoughts)
        thoughts.clear()


def _thoughts(content: dict[str, Any], at: str, reading: Reading) -> list[str]:
    found = content.get("thoughts")
    found = (
        [item.get("content") for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    )
    texts = [text for text in found if isinstance(text, str) and text]
    if texts:
        reading.note("format/reasoning", at, "reasoning is kept apart from the answer, as reasoning_content")
    return texts


def _text(content: dict[str, Any], at: str, reading: Reading) -> str:
    """Return the texts of a content, joined; what is no text is left out with a warning."""
    parts = content.get("parts")
    if not isinstance(parts, list):
        parts = [content.get(key) for key in ("text", "result", "user_profile", "user_instructions")]
    texts = [
        part if isinstance(part, str) else part.get("text") if isinstance(part, dict) else None
        for part in parts
    ]
    files = sum(isinstance(part, dict) and not isinstance(part.get("text"), str) for part in parts)
    if files:
        about = f"{files} file{'s' * (files > 1)} cannot be carried into the messages"
        reading.note("format/media-left-out", f"{at}/content/parts", about, Severity.WARNING)
    return "\n".join(text for text in texts if isinstance(text, str))


def _call(name: str, text: str, at: str, reading: Reading) -> dict[str, Any]:
    """Make what an assistant sends to a tool a call; text that is no JSON object becomes its `input`."""
    try:
        known = isinstance(parse_embedded(text), dict)
    except ValueError:
        known = False
    if not known:
        about = "what a tool was sent is no JSON object and is written as its argument `input`"
        reading.note("format/arguments-to-text", at, about)
        text = orjson.dumps({"input": text}).decode()
    return {"type": "function", "function": {"name": name, "arguments": text}}
