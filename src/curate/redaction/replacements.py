"""What stands in the text instead: placeholders, masks, keyed hashes, surrogates. One `Conversation` an example.

Covers   equal values get equal replacements in every message, call and answer of an example; with a key, in every
         example and file. Surrogates come from ranges that nobody owns: RFC 2606 names, RFC 5737 and 3849 addresses,
         +1 NXX 555 01xx numbers, SSN area 666, RFC 7042 MAC addresses.
Does not cover  a map back to the values: that would be personal data. Ranges are small: two values may meet in one
         surrogate (MAC 256, IPv4 762, phone 78,800 values).
"""

import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Literal

from curate.redaction.values import Compare, masked, same

Mode = Literal["placeholder", "mask", "hash", "surrogate"]

PLACEHOLDER = re.compile(r"\[([A-Z][A-Z0-9_]*?)_(\d{1,9}|[0-9a-f]{8})\]")


class Conversation:
    """Hands out the replacements of one example and remembers them."""

    def __init__(self, texts: Iterable[str] = (), key: bytes | None = None) -> None:
        """`texts`: what the example already says; numbers in use there, such as [EMAIL_1], are not given again."""
        self.key = key
        self.given: dict[tuple[str, str], int] = {}
        self.last: dict[str, int] = {}
        for text in texts:
            for label, number in PLACEHOLDER.findall(text):
                if number.isdecimal():
                    self.last[label] = max(self.last.get(label, 0), int(number))

    def replacement(self, label: str, value: str, compare: Compare, mode: Mode) -> str:
        """Return what to write instead of a value.

        >>> talk = Conversation()
        >>> [talk.replacement("EMAIL", v, "lower", "placeholder") for v in ("a@b.cd", "x@y.cd", "A@b.cd")]
        ['[EMAIL_1]', '[EMAIL_2]', '[EMAIL_1]']
        """
        if mode == "mask":
            return masked(value)
        known = same(value, compare)
        if mode == "placeholder":
            return f"[{label}_{self._number(label, known)}]"
        if mode == "surrogate":
            return surrogate(label, value, self._draw(label, known))
        return f"[{label}_{self._draw(label, known) % (1 << 32):08x}]"

    def _number(self, label: str, known: str) -> int:
        if (label, known) not in self.given:
            self.last[label] = self.last.get(label, 0) + 1
            self.given[label, known] = self.last[label]
        return self.given[label, known]

    def _draw(self, label: str, known: str) -> int:
        """Return a number for a value: from the key the same everywhere, without one its order in the example."""
        if self.key is None:
            return self._number(label, known) - 1
        digest = hmac.new(self.key, f"{label}\0{known}".encode("utf-8", "surrogatepass"), hashlib.sha256)
        return int.from_bytes(digest.digest()[:8], "big")


def surrogate(label: str, value: str, draw: int) -> str:
    """Return a value of the same form that belongs to nobody; other forms get a placeholder with 8 hex digits.

    >>> surrogate("EMAIL", "bob@corp.com", 5), surrogate("PHONE", "+44 20 7946 0958", 5)
    ('user00000005@example.com', '+1 202 555 0105')
    """
    if label == "EMAIL":
        return f"user{draw % (1 << 32):08x}@example.com"
    if label == "PHONE":
        return _phone(value, draw)
    if label == "SSN":
        return f"666-{1 + draw % 99:02d}-{1 + draw // 99 % 9999:04d}"
    if label == "MAC":
        return f"00:00:5E:00:53:{draw % 256:02X}"
    if label == "IP":
        if ":" in value:
            return f"2001:db8::{draw % (1 << 16):x}"
        net = ("192.0.2", "198.51.100", "203.0.113")[draw // 254 % 3]
        return f"{net}.{1 + draw % 254}"
    return f"[{label}_{draw % (1 << 32):08x}]"


def _phone(value: str, draw: int) -> str:
    area = 202 + draw // 100 % 788
    number = f"{area} 555 01{draw % 100:02d}"
    return f"+1 {number}" if value.lstrip("( ").startswith("+") else number.replace(" ", "-")
