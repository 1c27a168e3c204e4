"""Keys that may not stand together in one record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit

SCOPE = "record"
SHAPE_ONLY = True
_NOTHING: tuple[Any, ...] = (None, "", [], {})  # false and 0 say something


@dataclass(frozen=True)
class Params:
    beside: tuple[str, ...] = ("messages",)
    groups: tuple[tuple[str, ...], ...] = ()  # a hit where all keys of one group hold something
    unless: tuple[str, ...] = ()  # not where one of these keys holds something: it belongs to the group then


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit a record that has `beside` and a whole group; keys kept in `extra` count. values: keys."""
    extra = record.get("extra")
    keys = {**extra, **record} if isinstance(extra, dict) else record
    if not any(key in keys for key in params.beside) or any(
        keys.get(key) not in _NOTHING for key in params.unless
    ):
        return
    for group in params.groups:
        if all(isinstance(keys.get(key), str | list | dict) and keys[key] for key in group):
            yield Hit("", {"keys": " and ".join(group)})
            return
