"""Keys that first come after what a loader reads at first: datasets fixes its columns there and then fails.

Covers: columns, and the keys of objects in a list one level down (turns). A null counts as no key, because the type of
the column is taken from it. Does not cover: keys deeper down, such as arguments of calls that are objects.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from curate.providers.found import Found, plain


def late_keys(lines: Iterable[bytes], chunk_bytes: int, outcome: str) -> Iterator[tuple[int, Found]]:
    """Yield (line, hit) where a key is met for the first time and the line begins behind the first chunk."""
    known: set[str] = set()
    at = 0
    for number, line in enumerate(lines, 1):
        new = keys_of(_parsed(line)) - known
        if at >= chunk_bytes and known:
            for key in sorted(new):
                yield number, Found("file/late-key", "", {"key": plain(key), "limit": chunk_bytes}, outcome)
        known |= new
        at += len(line) + 1


def keys_of(record: Any) -> set[str]:
    """Return the keys of a row that carry something, those of its turns with the name of their list before them.

    >>> sorted(keys_of({"messages": [{"role": "user", "name": None}], "id": 7}))
    ['id', 'messages', 'messages.role']
    """
    if not isinstance(record, dict):
        return set()
    found = {key for key, value in record.items() if value is not None}
    for key in tuple(found):
        for item in record[key] if isinstance(record[key], list) else ():
            if isinstance(item, dict):
                found |= {f"{key}.{inner}" for inner, value in item.items() if value is not None}
    return found


def _parsed(line: bytes) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None  # said by the checker already
