"""Single-turn records: one field asks, another answers."""

from typing import Any

from curate.canonical import FormatError


def turn(record: Any, asked: str, answered: str, system: str = "", at: str = "") -> list[dict[str, Any]]:
    """Return system (where its text is not empty), user and assistant message of a record's text fields."""
    messages = [
        {"role": "user", "content": text(record, asked, at)},
        {"role": "assistant", "content": text(record, answered, at)},
    ]
    return with_system(record.get(system) if system else None, messages)


def with_system(system: Any, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put a system text that is not empty before the messages."""
    if not isinstance(system, str | None):
        raise FormatError("/system", f"must be text, not {_JSON[type(system)]}")
    return [{"role": "system", "content": system}, *messages] if system else messages


def joined(between: str, *texts: str) -> str:
    """Join the texts that are not empty."""
    return between.join(text for text in texts if text)


def text(record: Any, key: str, at: str = "") -> str:
    """Return a field that must be text; `at` points to the record."""
    if not isinstance(record, dict):
        raise FormatError(at, "must be an object")
    value = record.get(key)
    if not isinstance(value, str):
        raise FormatError(
            f"{at}/{key}", "is missing" if key not in record else f"must be text, not {_JSON[type(value)]}"
        )
    return value


_JSON: dict[type, str] = {
    bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object", type(None): "null",
}  # fmt: skip
