"""Named conditions that a finding must meet to count; rules/entities names them.

Each is (text, start, end) -> bool. `NEEDS` has a Rust regex for those that can only hold in texts which match it.
"""

import ipaddress
import re
from collections.abc import Callable

PHONE_WORDS = (
    "phone", "phones", "telephone", "tel", "call", "calls", "calling", "mobile", "cell", "cellphone", "fax", "sms",
    "whatsapp", "text", "contact", "dial", "reach", "ring", "hotline", "landline", "message", "messages", "registered",
)  # fmt: skip
PHONE_WORD_CHARS = 40  # how far before a number a phone word counts
_LETTER = r"[^\W\d_]"
_PHONE_WORD = re.compile(rf"(?<!{_LETTER})(?:{'|'.join(PHONE_WORDS)})(?!{_LETTER})", re.IGNORECASE)
_LABEL_AFTER = re.compile(r"\s?[-–(]\s?(?:office|fax|mobile|cell|home|work|tel)\b", re.IGNORECASE)
_DECIMAL = re.compile(r"\d+\.\d+")
_SEPARATED = re.compile(r"\d[^\d]+\d")
_NAME_CUE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Herr|Frau|name is|I am|I'm|called|Dear|Hi|Hello)\.?,?\s$", re.IGNORECASE
)
_EQUALS_AFTER = re.compile(r"\s*=\s*[$<\d]")
_URL_END = re.compile(r"[\s?#\"'<>]")
_VERSION_BEFORE = re.compile(r"(?:\bversion|\bver\.?|\bv\.?|\brelease)\s*:?\s*$", re.IGNORECASE)
_RESERVED_NAMES = (".test", ".example", ".invalid", ".localhost", ".local")
_RESERVED_DOMAINS = ("example.com", "example.org", "example.net", "example.edu")
_TEST_PHONE = re.compile(r"(?:\+?1)?[2-9]\d\d55501\d\d")


def strict_phone(text: str, start: int, end: int) -> bool:
    """Seven digits or more, and a plus, or ten digits with separators, or a phone word before or a label after.

    Six digits count with separators and a phone word. A bare run of digits and a decimal always need the word or the
    label; a number inside the path of a URL, a sum before its result and a row of single digits are none.

    >>> strict_phone("3000-2400", 0, 9), strict_phone("call 3000-2400", 5, 14), strict_phone("37.7749295", 0, 10)
    (False, True, False)
    """
    if not may_be_phone(text, start, end) or _in_url_path(text, start):
        return False
    sum_or_list = (
        text.endswith("<<", 0, start) or _EQUALS_AFTER.match(text, end) or _counting(text[start:end])
    )
    return not sum_or_list


def may_be_phone(text: str, start: int, end: int) -> bool:
    """What strict_phone asks, for a candidate that a number may be part of: true at least where that is true."""
    value = text[start:end]
    digits = sum(map(str.isdecimal, value))
    separated = _SEPARATED.search(value) is not None
    if digits < 7 - separated:
        return False
    if digits >= 7 and ("+" in value or "\uff0b" in value):
        return True
    if digits >= 10 and separated and not _DECIMAL.fullmatch(value):
        return True
    if _PHONE_WORD.search(text, max(0, start - PHONE_WORD_CHARS), end):
        return True
    return _LABEL_AFTER.match(text, end) is not None


def _counting(value: str) -> bool:
    """Tell `1 2 3 4 5 6 7 8` by its groups of hardly more than one digit."""
    groups = re.findall(r"\d+", value)
    return len(groups) > 4 and sum(map(len, groups)) < 1.5 * len(groups)


def not_test_phone(text: str, start: int, end: int) -> bool:
    """Not one of the numbers kept for fiction, +1 NXX 555 01xx."""
    return not _TEST_PHONE.fullmatch(re.sub(r"[^\d+]", "", text[start:end]))


def not_reserved_domain(text: str, start: int, end: int) -> bool:
    """Not an address under a name that RFC 2606 keeps for documentation."""
    domain = text[start:end].rpartition("@")[2].lower().rstrip(".")
    if domain.endswith(_RESERVED_NAMES):
        return False
    return not any(domain == name or domain.endswith(f".{name}") for name in _RESERVED_DOMAINS)


def public_ip(text: str, start: int, end: int) -> bool:
    """An address that is somebody's: global, and neither multicast, reserved nor for documentation.

    >>> public_ip("8.8.4.4", 0, 7), public_ip("10.0.0.1", 0, 8), public_ip("version 8.8.4.4", 8, 15)
    (True, False, False)
    """
    try:
        address = ipaddress.ip_interface(text[start:end]).ip
    except ValueError:
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address not in _DOCUMENTATION_V6 and len(text[start:end].strip(":")) >= 7
    return not _VERSION_BEFORE.search(text, 0, start)


_DOCUMENTATION_V6 = ipaddress.ip_network("3fff::/20")


def not_reserved_mac(text: str, start: int, end: int) -> bool:
    """Not one of the addresses that RFC 7042 keeps for documentation, nor all zeros or ones."""
    digits = re.sub(r"[^0-9a-f]", "", text[start:end].lower())
    return not digits.startswith("00005e0053") and len(set(digits)) > 1


def full_name(text: str, start: int, end: int) -> bool:
    """Two words or more, both begun by a capital, or a cue before: `Java` is no person, `my name is Java` may be.

    >>> full_name("Ingrid Lindqvist", 0, 16), full_name("Java", 0, 4), full_name("Dear Mr. Novak", 9, 14)
    (True, False, True)
    """
    words = text[start:end].split()
    if len(words) >= 2 and all(word[0].isupper() and word.strip(".'’-").isalpha() for word in words):
        return True
    return len(words) == 1 and _NAME_CUE.search(text, max(0, start - 20), start) is not None


def with_scheme(text: str, start: int, end: int) -> bool:
    return "://" in text[start:end] or text[max(0, start - 3) : start] == "://"


def _in_url_path(text: str, start: int) -> bool:
    """Tell whether a place is in a URL, before its query; looks back 2,000 characters."""
    scheme = text.rfind("://", max(0, start - 2000), start)
    return scheme >= 0 and _URL_END.search(text, scheme, start) is None


CONDITIONS: dict[str, Callable[[str, int, int], bool]] = {
    "strict_phone": strict_phone,
    "not_test_phone": not_test_phone,
    "not_reserved_domain": not_reserved_domain,
    "public_ip": public_ip,
    "not_reserved_mac": not_reserved_mac,
    "with_scheme": with_scheme,
    "full_name": full_name,
}
NEEDS = {"with_scheme": "://", "strict_phone": r"\d(?:[^\d\n]{0,6}\d){5}"}
