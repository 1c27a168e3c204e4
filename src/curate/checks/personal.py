"""Personal data that their form alone tells: numbers with a check digit, addresses, numbers behind their label.

Covers: bank cards (grouped, or near a word such as card; Luhn), IBAN (mod 97), US social security numbers behind their
label, e-mail addresses of persons, phone numbers with a country code or behind their label, dates of birth and home
addresses behind their label. Does not cover: names, places and whatever needs a model; `curate pii` and the redaction
of a build know more. Values are never part of a hit.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from curate.checks import Screen
from curate.model import Hit

SCOPE = "segment"
_MOST_CHARS = 200_000  # of one text that are looked at
_CARD = re.compile(
    r"(?<![\w.-])(?:[2-6]\d{3}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ -])\d{6}\2\d{5}|[3-6]\d{12,18})(?![\w-])"
)
_CARD_WORD = re.compile(
    r"(?i)\b(?:card|visa|mastercard|amex|debit|karte|tarjeta|carte|carta|cartão|карт)\w*\b"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_SSN = re.compile(r"(?i)\b(?:ssn|social security)\b\D{0,30}(?!000|666|9)\d{3}-(?!00)\d\d-(?!0000)\d{4}\b")
_EMAIL = re.compile(
    r"(?<![\w.+%-])([A-Za-z0-9][\w.+-]{0,63})@((?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24})(?![\w-])"
)
_NOBODY = re.compile(
    r"(?i)(?:^|\.)(?:example|test|invalid|localhost|domain|email|mail|company|mycompany|yourcompany|yourdomain|acme|abc|xyz|"
    r"website|site|business|organization|school|university|store|shop|foo|bar)\.[a-z.]+$|\.(?:example|test|invalid|local)$"
)
_OFFICE = re.compile(
    r"(?i)(?:support|info|help|helpdesk|contact|sales|admin|no-?reply|hello|service|customer|user|username|name|you|your|team|"
    r"office|jobs|hr|press|privacy|billing|orders?|feedback|webmaster|postmaster|john\.?doe|jane\.?doe|john\.?smith|someone|foo|test)"
    r"[\w.+-]*"
)
_FREE = re.compile(r"(?i)^(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|aol|gmx|web|proton|protonmail|qq|163|"
                   r"126|mail|yandex|orange|free|libero|wanadoo)"
                   r"\.(?:com|de|fr|it|es|net|ru|me|co\.\w\w|ch|at)$")  # fmt: skip
_PHONE = re.compile(
    r"(?<![\w+.])\+(?!1[ .-]?\(?\d{3}\)?[ .-]?555)[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?"
    r"\d{2,4}(?:[ .-]?\d{2,4}){1,4}(?![\w.])"
    r"|(?i:\bmy (?:cell |mobile |phone |telephone |home |work )?(?:phone |number|phone)\s?(?:number )?(?:is|:)\s?)"
    r"\(?(?!555)\d{3}\)?[ .-]?(?!555)\d{3}[ .-]?\d{4}\b"
)
_BORN = re.compile(r"(?i)\b(?:date of birth|d\.?o\.?b\.?|i was born on|geburtsdatum|fecha de nacimiento|née? le)\W{1,3}"
                   r"(?:\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d)\b")  # fmt: skip
_HOME = re.compile(r"(?i:\b(?:i live at|my (?:home )?address is|ship (?:it )?to me at)\s)\d{1,5} (?:[A-Z][\w.]+ ){1,3}"
                   r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way)\b")  # fmt: skip
_LETTERS = {chr(65 + i): str(10 + i) for i in range(26)}


@dataclass(frozen=True)
class Params:
    kinds: tuple[str, ...] = ("card", "iban", "ssn", "email", "phone", "birth", "home")


def screen(params: Params) -> Screen:
    """What any of them holds: an e-mail's @, a plus before digits, or a digit behind digits."""
    said = r"(?i:i live at|address is|me at) \d"
    return Screen(
        regex=rf"[A-Za-z0-9_]@[A-Za-z0-9-]+\.[A-Za-z]|\+\d[\d ().-]{{7}}|\d[ .-]?\d[\d ./-]{{5}}|{said}"
    )


def check(text: str, params: Params) -> Iterator[Hit]:
    """Hit a text once; values: what (the kinds found), n."""
    text = text[:_MOST_CHARS]
    found = {name: n for name in params.kinds if (n := sum(1 for _ in _FIND[name](text)))}
    if found:
        yield Hit("", {"what": ", ".join(_NAMES[name] for name in found), "n": sum(found.values())})


def _cards(text: str) -> Iterator[re.Match[str]]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        near = match[1] or match[2] or _CARD_WORD.search(text, max(0, match.start() - 60), match.end() + 30)
        if near and luhn(digits) and len(set(digits)) > 3:
            yield match


def luhn(digits: str) -> bool:
    """Tell whether the last digit is the check digit of the others.

    >>> luhn("4539148803436467"), luhn("4539148803436468")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def _ibans(text: str) -> Iterator[re.Match[str]]:
    for match in _IBAN.finditer(text):
        plain = match[0].replace(" ", "")
        number = "".join(_LETTERS.get(c, c) for c in plain[4:] + plain[:4])
        if 15 <= len(plain) <= 34 and int(number) % 97 == 1:
            yield match


def _emails(text: str) -> Iterator[re.Match[str]]:
    for match in _EMAIL.finditer(text):
        name, domain = match[1], match[2]
        personal = _FREE.match(domain) or re.search(r"[a-z]{2}[._][a-z]{2}", name)
        if personal and not _NOBODY.search(domain) and not _OFFICE.fullmatch(name):
            yield match


_FIND: dict[str, Callable[[str], Iterator[re.Match[str]]]] = {
    "card": _cards,
    "iban": _ibans,
    "ssn": _SSN.finditer,
    "email": _emails,
    "phone": _PHONE.finditer,
    "birth": _BORN.finditer,
    "home": _HOME.finditer,
}
_NAMES = {
    "card": "a bank card number",
    "iban": "an IBAN",
    "ssn": "a social security number",
    "email": "an e-mail address",
    "phone": "a phone number",
    "birth": "a date of birth",
    "home": "a home address",
}
