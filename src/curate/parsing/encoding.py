"""Which character encoding some bytes are in; everything downstream is UTF-8."""

import codecs
import io
import re
from typing import BinaryIO

from curate.model import Finding, Severity

BOM = codecs.BOM_UTF8
# in cp1252 curly quotes, dashes, the euro sign; in Latin-1 control characters
_CP1252_ONLY = re.compile(rb"[\x80-\x9f]")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_THREE_BEHIND, _THREE_BEFORE = re.compile(rb"([^\0]\0{3}){2}"), re.compile(rb"(\0{3}[^\0]){2}")
_PAIRS = re.compile(rb"[\xc0-\xff]{2}")


def utf16_of(head: bytes) -> str | None:
    r"""Return the UTF-16 or UTF-32 codec that the first bytes of a file announce or show, or None.

    >>> utf16_of("﻿{}".encode("utf-16-le")), utf16_of('{"a":'.encode("utf-16-be")), utf16_of(b'{"a":')
    ('utf-16-le', 'utf-16-be', None)
    """
    if head.startswith(codecs.BOM_UTF32_LE) or _THREE_BEHIND.match(head):
        return "utf-32-le"
    if head.startswith(codecs.BOM_UTF32_BE) or _THREE_BEFORE.match(head):
        return "utf-32-be"
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = head[: min(len(head), 400) // 2 * 2]
    if len(sample) >= 4:
        if not sample[::2].count(0) and sample[1::2].count(0) > 0.9 * len(sample) / 2:
            return "utf-16-le"
        if not sample[1::2].count(0) and sample[::2].count(0) > 0.9 * len(sample) / 2:
            return "utf-16-be"
    return None


def guess(raw: bytes) -> str:
    """Name the likeliest encoding of bytes that are not UTF-8.

    >>> guess("café".encode("latin-1")), guess("“hi” – café".encode("cp1252")), guess("Привет".encode("cp1251"))
    ('Latin-1', 'Windows-1252', 'Windows-1251')
    >>> guess("日本語のテキストです".encode("shift_jis")), guess(bytes(range(128, 160)) * 3)
    ('Shift_JIS', 'unknown')
    """
    if utf16_of(raw[:400]):
        return "UTF-16"
    high = [byte for byte in raw if byte >= 0x80]
    if not high or _CONTROLS.search(raw):
        return "unknown"
    # Cyrillic prose is nearly all small letters, one after the other; the accents of Western text stand alone
    small = sum(byte >= 0xE0 for byte in high)
    if len(high) >= 4 and small > 0.6 * len(high) and len(_PAIRS.findall(raw)) * 2 > 0.6 * len(high):
        return "Windows-1251"
    for codec, name, ranges in _MULTI_BYTE:
        text = _decoded(raw, codec)
        if text and _share(text, ranges) > 0.9:
            return name
    if _CP1252_ONLY.search(raw):
        return "Windows-1252" if _decoded(raw, "cp1252") else "unknown"
    return "Latin-1"


_KANA, _HAN, _HANGUL = (0x3040, 0x30FF), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3)
_MULTI_BYTE = (
    ("shift_jis", "Shift_JIS", (_KANA, _HAN)),
    ("euc_jp", "EUC-JP", (_KANA,)),
    ("euc_kr", "EUC-KR", (_HANGUL,)),
    ("gb18030", "GB18030", (_HAN,)),
)


def _decoded(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _share(text: str, ranges: tuple[tuple[int, int], ...]) -> float:
    """Return which share of the non-ASCII characters lies in the ranges; 0 for fewer than three of them."""
    high = [
        ord(c)
        for c in text
        if c > "\x7f" and not 0x3000 <= ord(c) <= 0x303F and not 0xFF00 <= ord(c) <= 0xFFEF
    ]
    if len(high) < 3:
        return 0.0
    return sum(any(low <= c <= top for low, top in ranges) for c in high) / len(high)


# how files begin that stand under a wrong name; a file packed twice shows its second wrapping
_FILES = {
    b"\x1f\x8b": "a gzip file", b"\x28\xb5\x2f\xfd": "a Zstandard file", b"PK\x03\x04": "a ZIP file or a spreadsheet",
    b"%PDF": "a PDF", b"BZh": "a bzip2 file", b"\xfd7zXZ": "an xz file", b"SQLite format 3": "a database",
}  # fmt: skip


def packed_as(raw: bytes) -> str | None:
    r"""Name the kind of file whose first line this is, where it is no text at all.

    >>> packed_as(b"\x1f\x8b\x08..."), packed_as(b"caf\xe9")
    ('a gzip file', None)
    """
    return next((name for begin, name in _FILES.items() if raw.startswith(begin)), None)


def decode_error(raw: bytes, wrong: UnicodeDecodeError) -> Finding:
    """Say at which byte UTF-8 ends and what the bytes look like."""
    if kind := packed_as(raw):
        return Finding(
            "structure/not-utf8",
            Severity.ERROR,
            f"not UTF-8: this is {kind}, not text",
            help="unpack it, or export it as text",
            effect="rejected",
        )
    name = guess(raw[max(0, wrong.start - 2000) : wrong.start + 2000])
    looks = "of no encoding that curate knows" if name == "unknown" else f"that looks like {name}"
    return Finding(
        "structure/not-utf8",
        Severity.ERROR,
        f"not UTF-8: byte 0x{raw[wrong.start]:02X} at byte {wrong.start + 1}, text {looks}",
        help=""
        if name == "unknown"
        else f"save the file as UTF-8 (iconv -f {_ICONV.get(name, name)} -t UTF-8)",
        effect="rejected",
    )


_ICONV = {"Latin-1": "ISO-8859-1", "Windows-1252": "CP1252", "Windows-1251": "CP1251"}


def as_utf8(stream: BinaryIO) -> tuple[BinaryIO, Finding | None]:
    """Return a stream of UTF-8 bytes, and a note where the input is UTF-16 or UTF-32 and is decoded on the way."""
    if isinstance(stream, io.BufferedReader):
        head = stream.peek(400)[:400]
    else:
        start = stream.tell()
        head = stream.read(400)
        stream.seek(start)
    codec = utf16_of(head)
    if codec is None:
        return stream, None
    note = Finding(
        "structure/other-encoding", Severity.INFO, f"the file is {codec.upper()}; it is read as UTF-8"
    )
    return io.BufferedReader(_Recoded(stream, codec)), note


class _Recoded(io.RawIOBase):
    """A stream in another encoding, read as UTF-8; what cannot be decoded becomes U+FFFD."""

    def __init__(self, inner: BinaryIO, codec: str) -> None:
        self.inner = inner
        self.decoder = codecs.getincrementaldecoder(codec)("replace")
        self.ready = b""
        self.begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # all that BufferedReader gives
        while not self.ready:
            block = self.inner.read(1 << 16)
            self.ready = self.decoder.decode(block, final=not block).encode()
            if not self.begun:
                self.ready = self.ready.removeprefix(BOM)
            self.begun = True
            if not block:
                break
        count = min(len(buffer), len(self.ready))
        buffer[:count] = self.ready[:count]
        self.ready = self.ready[count:]
        return count
