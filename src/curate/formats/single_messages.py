"""Rows that are one message of a conversation, the rest of it in other rows: refused, with the way out.

Covers: OASST's export of messages, Slack, sessions of coding agents. A row is read alone: none can find its parents.
"""

from typing import Any, NoReturn

from curate.canonical import FormatError

BEFORE = ("text", "role_columns")
_JOIN = "join the rows of a conversation to one `messages` list first"
_SESSION = ("response_item", "event_msg", "turn_context", "session_meta")


def accepts(record: dict[str, Any]) -> bool:
    return refusal(record) is not None


def refusal(record: dict[str, Any]) -> tuple[str, str] | None:
    """Return the key that tells that a row is a single message, and the way out; None for any other row."""
    if record.keys() >= {"message_id", "parent_id", "text", "role"}:
        return "parent_id", (
            "one message of an OASST tree, its parents are other rows: take the export of trees "
            f"(one tree a line, with `prompt` and `replies`), or {_JOIN}"
        )
    if isinstance(record.get("ts"), str) and isinstance(record.get("text"), str) and "user" in record:
        return "ts", (
            f"one message of a Slack channel: {_JOIN}, and read them with a `mapping`; "
            "name `format: text` to train on single texts"
        )
    if "sessionId" in record and "parentUuid" in record:
        return "parentUuid", f"one event of an agent's session: {_JOIN}"
    if record.get("type") in _SESSION and isinstance(record.get("payload"), dict):
        return "payload", f"one event of an agent's session: {_JOIN}"
    return None


def parse(record: dict[str, Any]) -> NoReturn:
    key, reason = refusal(record) or ("", "not a single message")
    raise FormatError(f"/{key}", reason)
