"""Text that is a JSON document: its strings are looked at and rewritten one by one, all else stays byte for byte."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import orjson

from curate.records import escaped

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}\[\],]', re.DOTALL)
_KEY_END = re.compile(r"[ \t\r\n]*:")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-.]+")
PLAIN_KEY = re.compile(r"|\d{1,6}|[A-Za-z_$][A-Za-z_-]{0,39}\d{0,3}")
_LONGEST_KEY = 60


class Leaf(NamedTuple):
    """A value inside a JSON text: its JSON pointer, its raw place, and its decoded string.

    `lead` are the words of its key, for context. A number or a key may not become a placeholder; keys that are plain
    names are no leaves.
    """

    pointer: str
    start: int
    end: int
    lead: str
    text: str
    kind: Literal["string", "number", "key"]


def is_document(text: str) -> bool:
    """Tell whether a text is a whole JSON object or array.

    >>> is_document(' {"a": 1} '), is_document("[EMAIL_1] and more"), is_document("{broken")
    (True, False, False)
    """
    stripped = text.strip(" \t\r\n")
    if not stripped or (stripped[0], stripped[-1]) not in (("{", "}"), ("[", "]")):
        return False
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def leaves(document: str) -> Iterator[Leaf]:
    """Yield the values of a JSON document in order; plain keys, true, false and null are none.

    >>> [leaf[::3] for leaf in leaves('{"phoneNumber": "1", "n": [2, "x"]}')]
    [('/phoneNumber', 'phone Number: '), ('/n/0', 'n: '), ('/n/1', 'n: ')]
    """
    path: list[str | int] = []
    lead = ""
    for match in _TOKEN.finditer(document):
        start, end = match.span()
        token = match.group()
        if token in "{[":
            path.append(0 if token == "[" else "")
        elif token in "}]":
            path.pop()
        elif token == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
        elif token[0] != '"':
            yield Leaf(_pointer(path), start, end, lead, token, "number")
        elif path and isinstance(path[-1], str) and _KEY_END.match(document, end):
            path[-1] = key = decode(token)
            lead = f"{_CAMEL.sub(' ', key[:_LONGEST_KEY])}: "
            if not PLAIN_KEY.fullmatch(key):
                yield Leaf(_pointer(path), start, end, "", key, "key")
        else:
            yield Leaf(_pointer(path), start, end, lead, decode(token), "string")


def _pointer(path: list[str | int]) -> str:
    return "".join(f"/{escaped(str(part))}" for part in path)


def decode(token: str) -> str:
    """Decode a JSON string token; a lone surrogate, which polars refuses, becomes U+FFFD: same length."""
    if "\\" not in token:
        return token[1:-1]
    text = str(json.loads(token, strict=False))
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def rewrite(document: str, new: Callable[[Leaf], str | None]) -> str:
    """Give every string leaf the text that `new` returns; None leaves it, bytes and all.

    >>> rewrite('{"to" : "bob",  "n": 1e3}', lambda leaf: "[PERSON_1]" if leaf.text == "bob" else None)
    '{"to" : "[PERSON_1]",  "n": 1e3}'
    """
    parts, at = [], 0
    for leaf in leaves(document):
        text = new(leaf) if leaf.kind == "string" else None
        if text is not None:
            parts += [
                document[at : leaf.start],
                encode(text, ascii_only=document[leaf.start : leaf.end].isascii()),
            ]
            at = leaf.end
    return "".join([*parts, document[at:]])


def encode(text: str, *, ascii_only: bool) -> str:
    """Encode a string as a JSON token, escaped to ASCII where the token it replaces was ASCII."""
    return json.dumps(text, ensure_ascii=ascii_only)
