"""How values of a row may stand in a message: named by their kind, or cut, escaped, with thousands separators."""

import re
from functools import cache
from typing import Any

LONGEST_CHARS = 60  # of a value taken from the data
_UNSAFE = frozenset(
    [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
     *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000), *range(0xE0000, 0xE0080)]
)  # fmt: skip


# JSON's kinds of value, as messages name them
KINDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "an integer",
    float: "a number",
    type(None): "null",
    dict: "an object",
    list: "a list",
}


def json_kind(value: Any) -> str:
    """Name the kind of a JSON value; anything else that Python code hands in, by its class.

    >>> json_kind("a"), json_kind({}), json_kind((1, 2))
    ('text', 'an object', 'a Python tuple')
    """
    return KINDS.get(type(value)) or f"a Python {type(value).__name__}"


class Words(str):
    """A text of curate's own, such as a fact: shown whole, where a value of a row is cut and escaped."""


def shown(value: Any) -> str:
    r"""Write a value so that it is safe on a terminal and in a log.

    >>> shown(70112), shown("a\x1b[31m\u202eb"), shown("x" * 99)[-4:]
    ('70,112', 'a\\u001b[31m\\u202eb', 'xxx…')
    """
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)
    if isinstance(value, Words):
        return str(value)
    text = value if isinstance(value, str) else str(value)
    cut = text[:LONGEST_CHARS]
    safe = "".join(f"\\u{ord(c):04x}" if ord(c) in _UNSAFE else c for c in cut)
    return safe + ("…" if len(text) > LONGEST_CHARS else "")


def say(template: str, values: dict[str, Any]) -> str:
    """Fill `{name}` placeholders with shown values; raise KeyError for a value that the hit does not have.

    >>> say("{n} rows, at least {limit}; a {role} turn", {"n": 1, "limit": 10, "role": "assistant"})
    '1 row, at least 10; an assistant turn'
    """
    if "{" not in template:
        return template
    for name, value in values.items():
        if _is_one(value) or (isinstance(value, str) and value[:1] in _VOWELS):
            template = _fitted(template, name, _is_one(value))
    return template.format_map({key: shown(value) for key, value in values.items()})


def _is_one(value: Any) -> bool:
    return value == 1 and isinstance(value, int) and not isinstance(value, bool)


_VOWELS = frozenset("aeio")  # what begins with u is as often "a user" as "an upper"
_BEHIND_A_NOUN = r"(?=$|[,.:;)(]| (?:in|of|that|for|with|without|such|to|at|before|lost|on)\b)"


@cache
def _fitted(template: str, name: str, one: bool) -> str:
    """Fit the words around a placeholder to its value: the noun behind a one, the article before a vowel."""
    if not one:
        return re.sub(rf"\ba (?=\{{{name}\}})", "an ", template)
    noun = rf"(\{{{name}\}} (?:[a-z-]+ )?[a-z-]+?)(ie)?s{_BEHIND_A_NOUN}"
    return re.sub(noun, lambda m: m[1] + ("y" if m[2] else ""), template)
