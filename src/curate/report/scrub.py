"""The last gate before personal data would be printed: shapes that no message may show, replaced by their name.

Rules do not put matched values into messages; this holds where a row puts one where a message quotes a name
(a role, a key, a file name). Covers: e-mail addresses, card numbers, IBANs, US social security numbers, phone
numbers in usual forms, IP and MAC addresses, private keys, tokens (of known vendors, or of the look of one), JWTs.
Does not cover: names, addresses, short passwords.
"""

import re

_SHAPES = (
    ("EMAIL", r"[\w.+%-]+(?:@|%40|\\x40)[\w-]+(?:\.[\w-]+)+"),
    ("KEY", r"-----BEGIN [A-Z ]+-----[^-]*(?:-----END [A-Z ]*-*)?"),
    ("JWT", r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*"),
    ("KEY", r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}|\bAGE-SECRET-KEY-\w+"),
    ("KEY", r"\b(?:sk|pk|rk)[-_](?=[\w-]*\d)[\w-]{16,}|\b(?:gh[opsur]_|glpat-|xox[abprs]-|hf_)[\w-]{12,}"),
    ("KEY", r"(?<![\w-])[\w-]{0,24}?[0-9a-f]{32,}[\w-]*"),
    (
        "KEY",
        r"(?<![A-Za-z0-9+=-])(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=(?:[A-Za-z+=-]*\d){3})[A-Za-z0-9+=-]{20,}",
    ),
    ("IBAN", r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"),
    ("CARD", r"(?<![\w.])\d(?:[ -]?\d){11,18}(?![\w.])"),
    ("PHONE", r"(?<![\w.])\+\d(?:[ ().-]{0,2}\d){7,14}\b"),
    ("SSN", r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
    ("PHONE", r"(?<![\w.])\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?![\w.])"),
    ("IP", r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])"),
    ("MAC", r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b"),
)
_ANY = re.compile("|".join(f"(?P<_{n}>{shape})" for n, (_, shape) in enumerate(_SHAPES)))
_MAY_MATTER = re.compile(r"[@%\d]|-----|eyJ|hf_")


def scrub(text: str) -> str:
    """Replace what has the shape of personal data or of a secret.

    >>> scrub("unknown role 'ann@example.com'"), scrub("70,112 tokens, limit 65,536"), scrub("4111 1111 1111 1111")
    ("unknown role '[EMAIL]'", '70,112 tokens, limit 65,536', '[CARD]')
    """
    if not _MAY_MATTER.search(text):
        return text
    return _ANY.sub(_name, text)


def _name(match: re.Match[str]) -> str:
    name = _SHAPES[int((match.lastgroup or "_0")[1:])][0]
    return match[0] if name == "CARD" and not _luhn(match[0]) else f"[{name}]"


def _luhn(text: str) -> bool:
    digits = [int(char) for char in reversed(text) if char.isdigit()]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10
