"""Canonical records as plain values: their pieces of text, their name, and how to set a text. No frames here.

A segment is one piece of text inside a record. `form` is `text` (content), `json` (a whole JSON text: tool-call
arguments, a JSON tool result) or `leaf` (a string inside such a JSON text; its pointer is the text's pointer, `#`,
and a pointer into the JSON). `trained` is True where a trainer takes loss: assistant content and calls whose weight
is not 0. What has the wrong type yields nothing here: rules say what is wrong with it.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from curate.parsing.strict_json import parse_embedded


class Segment(NamedTuple):
    pointer: str
    role: str
    form: str
    trained: bool
    text: str


def content_hash(record: dict[str, Any]) -> str:
    """Name an example by what is trained: 16 hex digits, stable over versions, machines, key order and metadata.

    >>> content_hash({"messages": [], "tools": []}) == content_hash({"tools": [], "messages": []})
    True
    """
    if "extra" in record and kind_of(record) != "prompt":  # for graders the other fields are the content
        record = {key: value for key, value in record.items() if key != "extra"}
    return blake2b(orjson.dumps(record, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


def kind_of(record: dict[str, Any]) -> str:
    """Tell chat, preference, unpaired, stepwise, prompt or text by the keys of a canonical record."""
    if "text" in record:
        return "text"
    if "chosen" in record:
        return "preference"
    if "label" in record:
        return "unpaired"
    if "labels" in record:
        return "stepwise"
    messages = record.get("messages")
    answered = type(messages) is list and any(
        type(m) is dict and m.get("role") == "assistant" for m in messages
    )
    return "chat" if answered else "prompt"


SIDES = ("messages", "chosen", "rejected", "completion")  # where a record keeps messages


def messages_of(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (pointer, message) for every message object of a record, whichever list holds it."""
    for side in SIDES:
        messages = record.get(side)
        if isinstance(messages, list):
            for index, message in enumerate(messages):
                if isinstance(message, dict):
                    yield f"/{side}/{index}", message


def calls_of(message: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (pointer below the message, function object) for every call, parallel or legacy."""
    calls = message.get("tool_calls")
    if isinstance(calls, list):
        for index, call in enumerate(calls):
            if isinstance(call, dict) and isinstance(call.get("function"), dict):
                yield f"/tool_calls/{index}/function", call["function"]
    if isinstance(message.get("function_call"), dict):
        yield "/function_call", message["function_call"]


def text_of(message: dict[str, Any]) -> str:
    """Return the text of a message, its text parts joined; "" where there is none."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "\n".join(part for part in parts if isinstance(part, str))
    return ""


def segments_of(record: dict[str, Any]) -> Iterator[Segment]:
    """Yield every piece of text of a canonical record, in document order."""
    if isinstance(record.get("text"), str):
        yield Segment("/text", "text", "text", True, record["text"])
    for at, message in messages_of(record):
        yield from _of_message(at, message)
    completions = record.get("completions")
    if isinstance(completions, list):
        for index, step in enumerate(completions):
            if isinstance(step, str):
                yield Segment(f"/completions/{index}", "assistant", "text", True, step)
    tools = record.get("tools")
    if isinstance(tools, list):
        for index, tool in enumerate(tools):
            function = tool.get("function") if isinstance(tool, dict) else None
            description = function.get("description") if isinstance(function, dict) else None
            if isinstance(description, str):
                yield Segment(f"/tools/{index}/function/description", "tools", "text", False, description)


def _of_message(at: str, message: dict[str, Any]) -> Iterator[Segment]:
    role = str(message.get("role"))
    trained = role == "assistant" and message.get("weight") != 0
    reasoning = message.get("reasoning_content")
    if isinstance(reasoning, str):
        yield Segment(f"{at}/reasoning_content", role, "text", trained, reasoning)
    content = message.get("content")
    if isinstance(content, str):
        if role in ("tool", "function") and content[:1] in ("{", "["):
            yield from _of_json(f"{at}/content", role, trained, content)
        else:
            yield Segment(f"{at}/content", role, "text", trained, content)
    elif isinstance(content, list):
        for index, part in enumerate(content):
            if isinstance(part, dict) and isinstance(part.get("text"), str):
                yield Segment(f"{at}/content/{index}/text", role, "text", trained, part["text"])
    for below, function in calls_of(message):
        if isinstance(function.get("arguments"), str):
            yield from _of_json(f"{at}{below}/arguments", role, trained, function["arguments"])


def _of_json(at: str, role: str, trained: bool, text: str) -> Iterator[Segment]:
    try:
        value = parse_embedded(text)
    except ValueError:
        yield Segment(at, role, "text", trained, text)
        return
    yield Segment(at, role, "json", trained, text)
    for pointer, leaf in string_leaves(value):
        yield Segment(f"{at}#{pointer}", role, "leaf", trained, leaf)


def string_leaves(value: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Yield (pointer, string) for every string value inside a JSON value; keys are not values.

    >>> list(string_leaves({"a/b": ["x", 1, {"c": "y"}]}))
    [('/a~1b/0', 'x'), ('/a~1b/2/c', 'y')]
    """
    waiting = [(at, value)]  # a stack, not recursion: rows may be nested a thousand deep
    while waiting:
        at, value = waiting.pop()
        if isinstance(value, str):
            yield at, value
        elif isinstance(value, dict):
            items = [(f"{at}/{escaped(key)}", v) for key, v in value.items()]
            waiting.extend(reversed(items))
        elif isinstance(value, list):
            waiting.extend((f"{at}/{index}", value[index]) for index in reversed(range(len(value))))


def escaped(key: str) -> str:
    """Write a key as a part of a pointer: as JSON Pointer does, and `#` as ~2, which leads into embedded JSON here.

    >>> escaped("a/b#c"), unescaped(escaped("~1#"))
    ('a~1b~2c', '~1#')
    """
    return key.replace("~", "~0").replace("/", "~1").replace("#", "~2")


def unescaped(part: str) -> str:
    return part.replace("~2", "#").replace("~1", "/").replace("~0", "~")


def set_text(value: Any, pointer: str, text: str) -> None:
    """Set the string at `pointer` in place; `a#b` goes into the JSON text at `a` and writes it back as JSON.

    >>> record = {"arguments": '{"to": "x@y.z", "n": 1}'}
    >>> set_text(record, "/arguments#/to", "[EMAIL_1]"); record
    {'arguments': '{"to":"[EMAIL_1]","n":1}'}
    """
    outer, embedded, inner = pointer.partition("#")
    *path, last = map(unescaped, outer.split("/")[1:])
    for part in path:
        value = value[int(part)] if isinstance(value, list) else value[part]
    key: Any = int(last) if isinstance(value, list) else last
    if not embedded:
        value[key] = text
        return
    document = orjson.loads(value[key])
    if inner:
        set_text(document, inner, text)
    else:
        document = text
    value[key] = orjson.dumps(document).decode()
