"""A moving window over a stream of JSON text, which finds where a value ends without parsing it (decision 0010)."""

import re
from typing import BinaryIO

import orjson

from curate.model import RawRecord
from curate.parsing.encoding import BOM
from curate.wording import shown

BLOCK_BYTES = 1 << 20
MOST_BYTES = 256 << 20  # of one element; beyond it the element is cut, and rejected
_RESYNC_BYTES = 4 << 20
_INDENT_BYTES = 200  # how far back the begin of a line is looked for

_STRING = rb'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"'
_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb')*+([\[\]{}"])', re.S)
_BLANK = re.compile(rb"[\s,]*")
_SCALAR = re.compile(rb"(?:" + _STRING + rb'|[^\s,\[\]{}"]++|")+', re.S)
_KEY = re.compile(rb"(" + _STRING + rb")\s*:\s*(?=\S)", re.S)


class Window:
    """The part of a stream that is in memory: everything before `at` is done, and soon dropped.

    Lookahead counts from `at`, because reading more moves it.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.data = b""
        self.at = 0
        self.base = 0  # offset of data[0] in the stream
        self.line = 1  # of the place `counted`
        self.counted = 0
        self.ended = False

    def more(self) -> bool:
        """Read on, in ever bigger blocks while nothing gets done; False at the end of the stream."""
        if self.ended:
            return False
        block = self.stream.read(max(BLOCK_BYTES, len(self.data) - self.at))
        self.ended = not block
        drop = max(0, self.at - _INDENT_BYTES)
        self._count(self.at)
        self.data = self.data[drop:] + block
        self.base, self.counted, self.at = self.base + drop, self.counted - drop, self.at - drop
        return not self.ended

    def _count(self, to: int) -> None:
        self.line += self.data.count(b"\n", self.counted, to)
        self.counted = to

    def skip_bom(self) -> None:
        """Go behind a byte order mark, at the start of the stream."""
        while len(self.data) < len(BOM) and self.more():
            pass  # `more` reads on
        if self.data.startswith(BOM, self.at):
            self.at += len(BOM)

    def next_char(self) -> bytes | None:
        """Go to the next character that is neither blank nor comma, and return it; None at the end."""
        ahead = self._skip(0)
        self.at = len(self.data) if ahead is None else self.at + ahead
        return None if ahead is None else self.data[self.at : self.at + 1]

    def _skip(self, ahead: int) -> int | None:
        while True:
            blank = _BLANK.match(self.data, self.at + ahead)
            ahead = (blank.end() if blank else 0) - self.at
            if self.at + ahead < len(self.data):
                return ahead
            if not self.more():
                return None

    def take(self) -> RawRecord:
        """Cut out the value that begins here, or what stands in place of one."""
        self._count(self.at)
        newline = self.data.rfind(b"\n", max(0, self.at - _INDENT_BYTES), self.at)
        before = self.data[newline : self.at] if newline >= 0 else b"x"
        mark = b"" if before.strip() else before + self.data[self.at : self.at + 1]
        length = self._length(0, mark)
        raw = self.data[self.at : self.at + length]
        if mark and (cut := raw.find(mark)) > 0 and not _is_json(raw):
            raw, length = raw[:cut].rstrip().removesuffix(b","), cut
        record = RawRecord(self.base + self.at, self.line, raw.rstrip())
        self.at += length
        return record

    def _length(self, ahead: int, mark: bytes = b"") -> int:
        """Return the length of the value at `at + ahead`, or of all that is left where it does not end."""
        if self.data[self.at + ahead : self.at + ahead + 1] not in (b"{", b"["):
            return self._scalar_length(ahead)
        depth, done = 0, ahead
        while True:
            match = _BRACKET.match(self.data, self.at + done)
            if match is None:
                if not self.more():
                    return len(self.data) - self.at - ahead
                if (length := self._overlong(ahead, mark)) is not None:
                    return length
                continue
            if match[1] == b'"':  # a string that its line, or what has been read of it, does not close
                end = self.data.find(b"\n", match.start(1))
                if end < 0:
                    if not self.more():
                        return len(self.data) - self.at - ahead
                    if (length := self._overlong(ahead, mark)) is not None:
                        return length
                else:
                    done = end - self.at
                continue
            done = match.end() - self.at
            depth += 1 if match[1] in b"[{" else -1
            if depth <= 0:
                return done - ahead

    def _overlong(self, ahead: int, mark: bytes) -> int | None:
        """Return where to cut a value that has grown beyond what a value is."""
        length = len(self.data) - self.at - ahead
        if length > _RESYNC_BYTES and mark and (cut := self.data.find(mark, self.at + 1)) > 0:
            return cut - self.at
        return length if length > MOST_BYTES else None

    def _scalar_length(self, ahead: int) -> int:
        while True:
            start = self.at + ahead
            match = _SCALAR.match(self.data, start)
            end = match.end() if match else start + 1
            if end < len(self.data) or end - start > MOST_BYTES or not self.more():
                return max(end - start, 1)

    def peek_element(self) -> bytes:
        """Return the first object of the array that begins here, without moving; empty where it has none."""
        ahead = self._skip(1)
        if ahead is None or self.data[self.at + ahead : self.at + ahead + 1] != b"{":
            return b""
        length = self._length(ahead)
        return self.data[self.at + ahead : self.at + ahead + length]

    def seek_list(self, names: set[str]) -> list[str] | None:
        """Go to the list of objects under one of `names` in the object that begins here; return the keys before it.

        None, without moving, where there is no such list: then the object is a record.
        """
        keys: list[str] = []
        ahead = 1
        while (place := self._skip(ahead)) is not None and (key := self._key(place)):
            name, length = key
            ahead = place + length
            inside = (
                self._skip(ahead + 1) if self.data[self.at + ahead : self.at + ahead + 1] == b"[" else None
            )
            if (
                name in names
                and inside is not None
                and self.data[self.at + inside : self.at + inside + 1] == b"{"
            ):
                self.at += ahead
                return keys
            keys.append(shown(name))
            ahead += self._length(ahead)
        return None

    def leave_object(self) -> list[str]:
        """Go behind the object that we are in; return the keys passed."""
        keys = []
        while self.next_char() not in (None, b"}") and (key := self._key(0)):
            keys.append(shown(key[0]))
            self.at += key[1]
            self.at += self._length(0)
        if self.next_char() == b"}":
            self.at += 1
        return keys

    def _key(self, ahead: int) -> tuple[str, int] | None:
        """Return the key at `at + ahead` and how far its value is; None where no key stands."""
        while (match := _KEY.match(self.data, self.at + ahead)) is None:
            if self.data[self.at + ahead : self.at + ahead + 1] != b'"' or not self.more():
                return None
        return match[1][1:-1].decode(errors="replace"), match.end() - match.start()


def _is_json(raw: bytes) -> bool:
    try:
        orjson.loads(raw)
    except orjson.JSONDecodeError:
        return False
    return True
