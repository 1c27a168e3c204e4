"""The two frames of a chunk, and the way back from edits to records.

examples   row_id, line, kind, content_hash, record          one row an example, in input order
segments   row_id, pointer, role, form, trained, text        one row a piece of text, in document order

`form` is `text` (content), `json` (a whole JSON text: tool-call arguments, a JSON tool result) or `leaf`
(a string inside such a JSON text; its pointer is the text's pointer, `#`, and a pointer into the JSON).
Count tokens on text and json, look for personal data in text and leaf.
`trained` is True where a trainer takes loss: assistant content and calls whose weight is not 0.
"""

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
import polars as pl

EXAMPLES = pl.Schema(
    {
        "row_id": pl.UInt64,
        "line": pl.UInt32,
        "kind": pl.String,
        "content_hash": pl.String,
        "record": pl.String,
    }
)
SEGMENTS = pl.Schema(
    {
        "row_id": pl.UInt64,
        "pointer": pl.String,
        "role": pl.String,
        "form": pl.String,
        "trained": pl.Boolean,
        "text": pl.String,
    }
)
EDITS = pl.Schema({"row_id": pl.UInt64, "pointer": pl.String, "text": pl.String})
FINDINGS = pl.Schema(
    {
        "row_id": pl.UInt64,
        "line": pl.UInt32,
        "rule": pl.String,
        "severity": pl.String,
        "message": pl.String,
        "pointer": pl.String,
        "provider": pl.String,
        "help": pl.String,
        "fix": pl.String,
        "effect": pl.String,
    }
)
REJECTED = pl.Schema({"row_id": pl.UInt64, "line": pl.UInt32, "raw": pl.Binary, "reason": pl.String})


class Segment(NamedTuple):
    pointer: str
    role: str
    form: str
    trained: bool
    text: str


def content_hash(record: dict[str, Any]) -> str:
    """Name an example by its content: 16 hex digits, stable over versions, machines and key order.

    >>> content_hash({"messages": [], "tools": []}) == content_hash({"tools": [], "messages": []})
    True
    """
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
    return "chat" if any(m.get("role") == "assistant" for m in record["messages"]) else "prompt"


def segments_of(record: dict[str, Any]) -> Iterator[Segment]:
    """Yield every piece of text of a canonical record, in document order."""
    if "text" in record:
        yield Segment("/text", "text", "text", True, record["text"])
    for key in ("messages", "chosen", "rejected", "completion"):
        for index, message in enumerate(record.get(key) or ()):
            yield from _of_message(f"/{key}/{index}", message, answer=key != "messages")
    for index, tool in enumerate(record.get("tools") or ()):
        description = tool.get("function", {}).get("description")
        if isinstance(description, str):
            yield Segment(f"/tools/{index}/function/description", "tools", "text", False, description)


def _of_message(at: str, message: dict[str, Any], *, answer: bool) -> Iterator[Segment]:
    role = message["role"]
    trained = role == "assistant" and message.get("weight") != 0
    content = message.get("content")
    if isinstance(content, str):
        if role in ("tool", "function") and content[:1] in ("{", "["):
            yield from _of_json(f"{at}/content", role, trained, content)
        else:
            yield Segment(f"{at}/content", role, "text", trained, content)
    elif isinstance(content, list):
        for index, part in enumerate(content):
            if isinstance(part.get("text"), str):
                yield Segment(f"{at}/content/{index}/text", role, "text", trained, part["text"])
    for index, call in enumerate(message.get("tool_calls") or ()):
        arguments = call.get("function", {}).get("arguments")
        if isinstance(arguments, str):
            yield from _of_json(f"{at}/tool_calls/{index}/function/arguments", role, trained, arguments)
    arguments = (message.get("function_call") or {}).get("arguments")
    if isinstance(arguments, str):
        yield from _of_json(f"{at}/function_call/arguments", role, trained, arguments)


def _of_json(at: str, role: str, trained: bool, text: str) -> Iterator[Segment]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
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
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from string_leaves(item, f"{at}/{key.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from string_leaves(item, f"{at}/{index}")


def segments_frame(row_ids: list[int], records: list[dict[str, Any]]) -> pl.DataFrame:
    """Flatten records into the segments frame."""
    rows = [
        (row_id, *s) for row_id, record in zip(row_ids, records, strict=True) for s in segments_of(record)
    ]
    columns: list[Any] = list(zip(*rows, strict=True)) or [() for _ in SEGMENTS]
    return pl.DataFrame(
        [
            pl.Series(name, values, dtype)
            for (name, dtype), values in zip(SEGMENTS.items(), columns, strict=True)
        ]
    )


def apply_edits(examples: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """Rewrite the records named in `edits` (EDITS columns); every other row is left as it is, bytes and all."""
    if edits.is_empty():
        return examples
    wanted: dict[int, list[tuple[str, str]]] = {}
    for row_id, pointer, text in edits.select("row_id", "pointer", "text").iter_rows():
        wanted.setdefault(row_id, []).append((pointer, text))
    changed = examples.filter(pl.col("row_id").is_in(list(wanted)))
    rows = []
    for row_id, record in changed.select("row_id", "record").iter_rows():
        value = orjson.loads(record)
        for pointer, text in wanted[row_id]:
            set_text(value, pointer, text)
        rows.append((row_id, content_hash(value), orjson.dumps(value).decode()))
    new = pl.DataFrame(
        rows, {"row_id": pl.UInt64, "content_hash": pl.String, "record": pl.String}, orient="row"
    )
    return examples.update(new, on="row_id", how="left")


def set_text(value: Any, pointer: str, text: str) -> None:
    """Set the string at `pointer` in place; `a#b` goes into the JSON text at `a` and writes it back as JSON.

    >>> record = {"arguments": '{"to": "x@y.z", "n": 1}'}
    >>> set_text(record, "/arguments#/to", "[EMAIL_1]"); record
    {'arguments': '{"to":"[EMAIL_1]","n":1}'}
    """
    outer, embedded, inner = pointer.partition("#")
    *path, last = [part.replace("~1", "/").replace("~0", "~") for part in outer.split("/")[1:]]
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
