"""A validation file beside its training file: rows that are in both, and how many the service takes.

Covers: rows that are the same as JSON, whatever the order of keys. Does not cover: near-duplicates across the two
(curate build does) and the rows themselves, which are checked like any others.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

import orjson

from curate.providers import Choice
from curate.providers.found import Found, plain

Rows = Iterable[tuple[int, Any]]  # line, parsed record


def overlap(train: Rows, held: Rows) -> Iterator[tuple[int, Found]]:
    """Yield one hit at the first validation row that is a training row too, with the number of such rows."""
    where: dict[bytes, int] = {}
    for line, record in train:
        where.setdefault(key_of(record), line)
    both = [(line, where[key]) for line, record in held if (key := key_of(record)) in where]
    if both:
        line, there = both[0]
        yield line, Found("file/overlap", "", {"n": len(both), "line": there}, "unclear")


def missing(choice: Choice) -> Iterator[Found]:
    """Yield a hit where the service asks for a validation file and none is named."""
    if choice.spec.get("validation", {}).get("required"):
        yield Found("file/validation-wanted", "", {"method": choice.method}, "advice")


def other_fields(train: Rows, held: Rows) -> Iterator[tuple[int, Found]]:
    """Yield a hit at the first validation row with a field that no training row has, and one for what all lack."""
    known = {key for _, record in train if isinstance(record, dict) for key in record}
    seen: dict[str, int] = {}
    for line, record in held:
        for key in record if isinstance(record, dict) else ():
            seen.setdefault(key, line)
    for fields, where, line in (
        (seen.keys() - known, "validation", min((seen[key] for key in seen.keys() - known), default=0)),
        (known - seen.keys(), "training", 1),
    ):
        if fields and seen:
            shown = ", ".join(map(plain, sorted(fields)))
            yield line, Found("file/other-fields", "", {"fields": shown, "where": where}, "unclear")


def key_of(record: Any) -> bytes:
    """Return 16 bytes that two records share when they are the same JSON value.

    >>> key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    True
    """
    return blake2b(orjson.dumps(record, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


def limits(train: int, held: int, choice: Choice) -> Iterator[Found]:
    """Yield what is wrong with the number of validation rows."""
    spec = choice.spec.get("validation", {})
    if spec.get("taken") is False:
        yield Found("file/validation-not-taken", "", {}, "unclear")
    for name, n in (("max", held), ("together", train + held)):
        fact = spec.get(name)
        if fact and n > fact["value"]:
            values = {
                "n": n,
                "limit": fact["value"],
                "what": "validation" if name == "max" else "training and validation",
            }
            yield Found("file/too-much-validation", "", values, fact.get("when_exceeded", "rejected"))
    share, start = spec.get("most_percent"), spec.get("most_percent_above")
    if share and held > (start["value"] if start else 0) and held * 100 > train * share["value"]:
        values = {"n": held, "limit": train * share["value"] // 100, "what": "validation"}
        yield Found("file/too-much-validation", "", values, share.get("when_exceeded", "rejected"))
