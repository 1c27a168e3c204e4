"""One value, several spellings: what counts as the same, and how a value is shown without being told."""

import math
import re
from collections import Counter
from typing import Literal

Compare = Literal["verbatim", "lower", "digits", "compact"]


def same(value: str, compare: Compare) -> str:
    """Return the spelling under which equal values meet.

    >>> same("(408) 247-8880", "digits"), same("DE89 3704-0044", "compact"), same("Bob@X.org", "lower")
    ('4082478880', 'DE8937040044', 'bob@x.org')
    """
    if compare == "lower":
        return value.lower()
    if compare == "digits":
        return "".join(str(int(c)) if c.isdecimal() else "" for c in value)
    if compare == "compact":
        return re.sub(r"[\s-]", "", value).upper()
    return value


def masked(value: str) -> str:
    """Return a sample that nobody can read: letters and digits become stars, an e-mail keeps its ends.

    >>> masked("jane@corp.com"), masked("408-247-8880"), masked("sk-abc")
    ('j***@***.com', '***-***-****', '**-***')
    """
    name, at, domain = value.partition("@")
    if at and name and "." in domain:
        return f"{name[0]}***@***.{domain.rpartition('.')[2]}"
    return "".join("*" if c.isalnum() else c for c in value)


def entropy_bits(value: str) -> float:
    """Return the Shannon entropy in bits per character.

    >>> entropy_bits("aaaa"), entropy_bits("abcd")
    (0.0, 2.0)
    """
    size = len(value)
    return sum(n / size * math.log2(size / n) for n in Counter(value).values())
