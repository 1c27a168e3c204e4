"""One JSON text -> its value and everything a lenient parser hides: duplicate keys, NaN, half characters, lost digits.

Covers: syntax (line, column in code points), a text that stops in the middle, bytes that are not UTF-8, NUL and other
raw control characters, a byte-order mark, NaN and Infinity, duplicate keys, lone surrogates, integers beyond 2^53,
nesting deeper than 250 levels. Does not cover: two numbers that differ in spelling only (1.0 and 1.00).
Light on purpose: `curate check` loads neither polars nor pydantic.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import orjson

from curate.model import Finding, Severity
from curate.parsing.encoding import BOM, decode_error

# orjson reads 1,024 levels and writes 254; what is read must be writable inside a few levels of our own
_ROOM = 4
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.S,
)
_LOST_DIGITS = re.compile(rb"e\+\d\d")  # how orjson writes a float of 1e16 and more
_LONG_INTEGER = re.compile(r'(?<![\w.+-])-?\d{16,}(?![\w.])|"[^"\\]*+(?:\\.[^"\\]*+)*+"')
_LAST_COMMA = re.compile(r",\s*[\]}]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def parse_line(raw: bytes) -> tuple[Any, list[Finding]]:
    r"""Parse one JSON text strictly; return its value and what is wrong with it, errors first.

    The value is None where the text has no reading; a finding with `fix` says what the value already mends.
    Lines and columns count from 1 inside `raw`.

    >>> parse_line(b'{"a": 1}')
    ({'a': 1}, [])
    >>> [(f.rule, f.message) for f in parse_line(b'{"a": 1, "a": 2}')[1]]
    [('structure/duplicate-keys', 'key "a" stands more than once in one object; most parsers keep the last')]
    >>> [f.rule for f in parse_line(b'{"a": [1, 2')[1]]
    ['structure/cut-off']
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return _explain(raw, error)
    return value, _hidden(raw, value)


def parse_embedded(text: str) -> Any:
    """Parse JSON that stands inside a string; raise ValueError for what is not JSON or cannot be written back."""
    value = orjson.loads(text)
    if text.count("[") + text.count("{") > 100:
        try:
            orjson.dumps([[[[value]]]])
        except TypeError:
            raise ValueError("nested deeper than 250 levels") from None
    return value


def _hidden(raw: bytes, value: Any) -> list[Finding]:
    """Find what orjson reads without a word."""
    try:
        again = orjson.dumps([[[[value]]]], option=orjson.OPT_STRICT_INTEGER)
        wide = False
    except TypeError:
        try:
            again, wide = orjson.dumps([[[[value]]]]), True
        except TypeError:
            return [_error("structure/too-deep", "nested deeper than 250 levels")]
    found = []
    # a key that stands twice is written back once, with two quotes fewer at least
    if quotes(raw) != quotes(again):
        found += _duplicates(raw.decode())
    if wide or _LOST_DIGITS.search(again):
        found += _long_integers(raw.decode())
    return found


def quotes(text: bytes) -> int:
    """Count the quotes that begin or end a string."""
    if b"\\" not in text:
        return text.count(b'"')
    text = text.replace(b"\\\\", b"")
    return text.count(b'"') - text.count(b'\\"')


def _duplicates(text: str) -> list[Finding]:
    repeated: dict[str, None] = {}

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        seen = dict(items)
        if len(seen) < len(items):
            keys = [key for key, _ in items]
            repeated.update({key: None for key in seen if keys.count(key) > 1})
        return seen

    json.loads(text, object_pairs_hook=pairs, parse_int=float)
    return [
        _error(
            "structure/duplicate-keys",
            f"key {json.dumps(key[:60], ensure_ascii=False)} stands more than once in one object; "
            "most parsers keep the last",
        )
        for key in repeated
    ]


def _long_integers(text: str) -> list[Finding]:
    for match in _LONG_INTEGER.finditer(text):
        if match[0][0] != '"' and abs(int(match[0][:4000])) > 2**53:
            return [
                Finding(
                    "structure/big-integer",
                    Severity.WARNING,
                    f"an integer of {len(match[0].lstrip('-'))} digits at column {match.start() + 1} is beyond 2^53: "
                    "other parsers change its last digits; write it as text",
                )
            ]
    return []


def _explain(raw: bytes, error: orjson.JSONDecodeError) -> tuple[Any, list[Finding]]:
    """Say why orjson refused; read on where the reason can be mended."""
    if raw.startswith(BOM):
        value, found = parse_line(raw[len(BOM) :])
        mark = _error("structure/bom", "a byte-order mark stands before the record", fix="removed")
        return value, [mark, *found]
    try:
        text = raw.decode()
    except UnicodeDecodeError as wrong:
        return None, [decode_error(raw, wrong)]
    if "depth limit" in error.msg:
        return None, [_error("structure/too-deep", "nested deeper than 250 levels")]
    mended, halves = _mend_surrogates(text)
    if halves:
        value, found = parse_line(mended.encode())
        some = f"{halves} half surrogate pair{'s' * (halves > 1)}: a cut emoji or a wrong escape"
        return value, [_error("text/lone-surrogate", some, fix="replaced by U+FFFD"), *found]
    constants: list[str] = []
    number = _number(constants)
    try:
        json.loads(text, parse_constant=constants.append, parse_int=number, parse_float=number)
    except json.JSONDecodeError as wrong:
        return None, [_syntax(text, wrong)]
    except RecursionError:
        return None, [_error("structure/too-deep", "nested deeper than 250 levels")]
    if constants:
        at = text.find(constants[0])
        name = constants[0] if len(constants[0]) < 20 else f"a number of {len(constants[0]):,} digits"
        return None, [_error("structure/nan", f"{name} is not a JSON number{_place(text, at)}")]
    return None, [_error("structure/not-json", f"not JSON: {error.msg}{_place(text, error.pos)}")]


def _mend_surrogates(text: str) -> tuple[str, int]:
    r"""Replace escapes that are half of a surrogate pair, and count them.

    >>> _mend_surrogates(r'"\ud83d\ude00 \ud83d \\ud83d"')
    ('"\\ud83d\\ude00 \\ufffd \\\\ud83d"', 1)
    """
    halves = 0

    def mend(match: re.Match[str]) -> str:
        nonlocal halves
        halves += match["half"] is not None
        return match[0] if match["half"] is None else r"\ufffd"

    return _ESCAPE.sub(mend, text), halves


def _number(constants: list[str]) -> Callable[[str], None]:
    """Return a number reader that notes what no 64-bit float holds."""

    def read(text: str) -> None:
        if abs(float(text)) == float("inf"):
            constants.append(text)

    return read


def _syntax(text: str, wrong: json.JSONDecodeError) -> Finding:
    if not text.strip(" \t\r\n"):
        return _error("structure/not-json", "not JSON: there is nothing but blanks")
    if not text.strip("\0 \t\r\n"):
        return _error("structure/nul", f"{len(text):,} characters of NUL or blanks instead of a record")
    if control := _CONTROL.search(text, wrong.pos, wrong.pos + 1):
        return _error(
            "structure/control-character",
            f"raw control character U+{ord(control[0]):04X}{_place(text, wrong.pos)}: JSON wants it escaped",
        )
    if wrong.pos >= len(text.rstrip()) or wrong.msg.startswith("Unterminated string"):
        end = len(text.rstrip())
        return _error("structure/cut-off", f"the record stops in the middle of a value{_place(text, end)}")
    comma = _LAST_COMMA.search(text, max(0, wrong.pos - 80))
    if comma and comma.start() <= wrong.pos < comma.end():
        return _error(
            "structure/not-json", f"not JSON: a comma before the closing bracket{_place(text, comma.start())}"
        )
    return _error("structure/not-json", f"not JSON: {_reason(text, wrong)}{_place(text, wrong.pos)}")


def _reason(text: str, wrong: json.JSONDecodeError) -> str:
    """Name the usual slips; else what the parser says."""
    rest = text[wrong.pos : wrong.pos + 80].lstrip()
    if text.startswith("version https://git-lfs"):
        return "a pointer of Git LFS instead of the data (git lfs pull)"
    if wrong.pos == 0 and rest[:1] == "<":
        return "a page of HTML or XML"
    if "\r" in text[: wrong.pos] and wrong.msg == "Extra data":
        return "the lines end in CR alone; save them with LF"
    if rest[:1] == "'":
        return "single quotes"
    if rest[:2] in ("//", "/*") or rest[:1] == "#":
        return "a comment"
    if re.match(r"(True|False|None)\b", rest):
        return f"{rest.split(None, 1)[0].rstrip(',]}')} is Python, not JSON"
    if wrong.msg == "Extra data":
        return "something follows the value"
    return wrong.msg[:1].lower() + wrong.msg[1:]


def _place(text: str, pos: int) -> str:
    column = pos - text.rfind("\n", 0, pos)
    line = text.count("\n", 0, pos)
    return f" at line {line + 1} of the record, column {column}" if line else f" at column {column}"


def _error(rule: str, message: str, *, fix: str | None = None) -> Finding:
    return Finding(rule, Severity.ERROR, message, fix=fix, effect="rejected")
