"""The code frame: the row around a pointer, as its structure. Text of the row is never shown, only `"…"` in its place.

A row is full of other people's text, and a frame goes into terminals and CI logs; what mends a row is its place and
shape. Shown: brackets, keys that look like names, roles and types, short numbers.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from curate.records import unescaped

MOST_CHARS = 200_000  # of a row that are searched: a frame is a courtesy, not worth a second
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_NAME = re.compile(r'"[A-Za-z_][\w-]{0,31}"')
_VOCABULARY = re.compile(
    '"(?:user|assistant|system|developer|tool|function|model|human|gpt|observation|text|image_url'
    '|object|string|number|integer|boolean|array|)"'
)
_LITERALS = frozenset(("true", "false", "null", "NaN", "Infinity", "-Infinity"))


class Frame(NamedTuple):
    """One line to show, and where the caret goes in it; `column` is 1-based, in code points of the raw row."""

    column: int
    text: str
    start: int
    length: int


class Token(NamedTuple):
    start: int
    text: str
    is_key: bool


def frame(row: str, pointer: str, width: int = 90) -> Frame | None:
    """Find what a pointer means in the text of a row, and draw it; None where the row is no JSON container.

    >>> frame('{"messages": [{"role": "user", "content": "call me"}]}', "/messages/0/content")
    Frame(column=43, text='{"messages": [{"role": "user", "content": "…"}]}', start=42, length=3)
    """
    row = row[:MOST_CHARS]
    tokens = list(_tokens(row))
    if not tokens or tokens[0].text not in "{[":
        return None
    if not (found := _find(tokens, pointer)):
        return None
    start, end = found
    column = tokens[start].start + 1
    shown, first, last, position = [], 0, 1, 0
    for number, token in enumerate(tokens):
        gap = " " if number and _end(tokens[number - 1]) < token.start else ""
        piece = _shown(token)
        if number == start:
            first = position + len(gap)
        position += len(gap) + len(piece)
        if number == end:
            last = position
        shown.append(gap + piece)
    return _cut(column, "".join(shown), first, last - first, width)


def _tokens(row: str) -> Iterator[Token]:
    matches = list(_TOKEN.finditer(row))
    for number, match in enumerate(matches):
        after = matches[number + 1][0] if number + 1 < len(matches) else ""
        yield Token(match.start(), match[0], match[0].startswith('"') and after == ":")


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _shown(token: Token) -> str:
    """Return a token as it may be printed."""
    text = token.text
    if text in "{}[],:":
        return text
    if text.startswith('"'):
        may = _NAME.fullmatch(text) if token.is_key else _VOCABULARY.fullmatch(text)
        return text if may else '"…"'
    return text if text in _LITERALS or re.fullmatch(r"-?\d{1,2}(\.\d{1,2})?", text) else "…"


def _find(tokens: list[Token], pointer: str) -> tuple[int, int] | None:
    """Return the first and last token of the value at a pointer, or of its deepest parent that is there."""
    want = [unescaped(part) for part in pointer.partition("#")[0].split("/")[1:]]
    path: list[str | int] = []  # of the value that begins next
    opened: list[tuple[int, bool]] = []  # token number and whether the pointer goes through it
    best: tuple[int, int] | None = None
    for number, token in enumerate(tokens):
        text = token.text
        if text in ("}", "]"):
            if opened:
                begin, through = opened.pop()
                path.pop()
                if through and len(path) == len(want):
                    return begin, number
        elif text == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
        elif token.is_key and opened and tokens[opened[-1][0]].text == "{":
            path[-1] = _decoded(text)
        elif text != ":":
            through = [str(part) for part in path] == want[: len(path)]
            if through:
                best = (number, number)
                if len(path) == len(want) and text not in "{[":
                    return best
            if text in ("{", "["):
                opened.append((number, through))
                path.append(0 if text == "[" else "")
    return best


def _decoded(text: str) -> str:
    import json

    try:
        return str(json.loads(text))
    except ValueError:
        return text[1:-1]


def _cut(column: int, text: str, start: int, length: int, width: int) -> Frame:
    """Cut a long line around the caret."""
    length = max(1, min(length, width // 2))
    if len(text) <= width:
        return Frame(column, text, start, length)
    left = max(0, min(start - width // 3, len(text) - width))
    right = left + width
    head, tail = "… " if left else "", " …" if right < len(text) else ""
    return Frame(column, f"{head}{text[left:right]}{tail}", start - left + len(head), length)
