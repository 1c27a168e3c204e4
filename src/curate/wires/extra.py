"""The `extra` of an example, on its way out of a line and back into one. No wire itself.

Two things travel there: the keys of a line that the canonical form has no place for, and, under `wire`, what only one
layout knows (which role name, which key, which order), so that it can give back the same line. The latter is kept
under the name of the layout, and no other layout looks at it.
"""

from collections.abc import Collection
from typing import Any


def keys_of(example: dict[str, Any]) -> dict[str, Any]:
    """Return the keys that go back into a line as they are.

    >>> keys_of({"messages": [], "extra": {"id": 7, "wire": {"gemini": {"answers": "assistant"}}}})
    {'id': 7}
    """
    return {key: value for key, value in example.get("extra", {}).items() if key != "wire"}


def hidden_of(example: dict[str, Any], layout: str) -> dict[str, Any]:
    """Return what a layout noted when it read this example; empty where another one read it, or none."""
    noted: dict[str, Any] = example.get("extra", {}).get("wire", {}).get(layout, {})
    return noted


def with_extra(
    example: dict[str, Any],
    line: dict[str, Any],
    used: Collection[str],
    layout: str = "",
    hidden: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the example with an `extra` of every key of the line that is not `used`, and of what the layout notes.

    >>> with_extra({"text": "hi"}, {"content": "hi", "id": 7}, {"content"}, "mistral_text", {"key": "content"})
    {'text': 'hi', 'extra': {'id': 7, 'wire': {'mistral_text': {'key': 'content'}}}}
    """
    extra = {key: value for key, value in line.items() if key not in used}
    if hidden:
        extra["wire"] = {layout: hidden}
    return example | ({"extra": extra} if extra else {})
