"""How values of a row may stand in a message: cut, escaped, with thousands separators."""

from typing import Any

LONGEST_CHARS = 60  # of a value taken from the data
_UNSAFE = frozenset(
    [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
     *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xD800, 0xE000), *range(0xE0000, 0xE0080)]
)  # fmt: skip


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
    text = value if isinstance(value, str) else str(value)
    cut = text[:LONGEST_CHARS]
    safe = "".join(f"\\u{ord(c):04x}" if ord(c) in _UNSAFE else c for c in cut)
    return safe + ("…" if len(text) > LONGEST_CHARS else "")


def say(template: str, values: dict[str, Any]) -> str:
    """Fill `{name}` placeholders with shown values; raise KeyError for a value that the hit does not have."""
    if "{" not in template:
        return template
    return template.format_map({key: shown(value) for key, value in values.items()})
