"""What a compiled shape does with a value: one function a form of curate.providers.shape.

Every function ends in (value, pointer, found): it appends its hits to `found`. What comes before is known when a
provider file is read; the compiler binds it with `functools.partial`.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

from curate.providers.found import Found, is_name, plain, step
from curate.wording import KINDS, Words, json_kind

Check = Callable[[Any, str, list[Found]], None]

TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "bool": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
    "object": (dict,),
    "list": (list,),
}


class Text(NamedTuple):
    """What a string may hold; None and False ask for nothing."""

    least_chars: int = 0
    most_chars: int | None = None
    not_blank: bool = False
    pattern: re.Pattern[str] | None = None
    json: str | None = None  # "any", or the type of the JSON value that the text holds


class Need(NamedTuple):
    """What an object asks of its keys together."""

    refused: list[str]
    any_of: list[str]
    one_of: list[str]
    present_any_of: list[str]
    not_both: list[str]
    not_empty: bool


def words(type_name: str) -> str:
    """Name a type of a shape as messages do: `number` is `a number`."""
    return KINDS[TYPES[type_name][-1]]


def anything(value: Any, at: str, found: list[Found]) -> None:
    """Take any value: there is nothing to find."""


def typed(
    kinds: tuple[type, ...], wanted: str, outcome: str, value: Any, at: str, found: list[Found]
) -> None:
    if type(value) not in kinds:
        found.append(_wrong_type(value, at, wanted, outcome))


def alternatives(cases: dict[type, Check], wanted: str, value: Any, at: str, found: list[Found]) -> None:
    check = cases.get(type(value))
    if check is None:
        found.append(_wrong_type(value, at, wanted, "rejected"))
    else:
        check(value, at, found)


def listed(
    item: Check, least: int, most: int | None, outcome: str, value: Any, at: str, found: list[Found]
) -> None:
    if type(value) is not list:
        found.append(_wrong_type(value, at, "a list", outcome))
        return
    if len(value) < least:
        found.append(Found("shape/too-few", at, {"n": len(value), "limit": least}, outcome))
    if most is not None and len(value) > most:
        found.append(Found("shape/too-many", at, {"n": len(value), "limit": most}, outcome))
    for index, entry in enumerate(value):
        item(entry, f"{at}/{index}", found)


def told_apart(
    key: str, cases: dict[Any, Check], rest: tuple[Check, str] | None, outcome: str,
    value: Any, at: str, found: list[Found],
) -> None:  # fmt: skip
    """Check an object by the shape that the value of its `key` chooses; `rest` is for values without a shape."""
    if type(value) is not dict:
        found.append(_wrong_type(value, at, "an object", outcome))
        return
    if key not in value:
        found.append(Found("shape/missing-key", at, {"key": key}, outcome))
        return
    choice = value[key]
    if type(choice) is not str:
        found.append(_wrong_type(choice, f"{at}/{key}", "text", outcome))
        return
    check = cases.get(choice)
    if check is None:
        values = {"key": key, "seen": plain(choice), "allowed": Words(", ".join(cases))}
        found.append(Found("shape/unknown-value", f"{at}/{key}", values, rest[1] if rest else outcome))
        check = rest[0] if rest else None
    if check is not None:
        check(value, at, found)


def keyed(
    keys: dict[str, Check], required: list[str], others: str, need: Need, outcome: str,
    value: Any, at: str, found: list[Found],
) -> None:  # fmt: skip
    """Check an object key by key; `others` is the outcome of keys that the shape does not name, or `kept`."""
    if type(value) is not dict:
        found.append(_wrong_type(value, at, "an object", outcome))
        return
    for key in required:
        if key not in value:
            found.append(Found("shape/missing-key", at, {"key": key}, outcome))
    for key, entry in value.items():
        check = keys.get(key)
        if check is not None:
            check(entry, f"{at}/{key}", found)
        elif key in need.refused:
            found.append(Found("shape/reserved-key", step(at, key), {"key": key}, outcome))
        elif others != "kept":
            values = {"key": plain(key), "allowed": Words(", ".join(keys))}
            found.append(Found("shape/unknown-key", step(at, key) if is_name(key) else at, values, others))
    if any(need):
        _together(need, outcome, value, at, found)


def _together(need: Need, outcome: str, value: dict[str, Any], at: str, found: list[Found]) -> None:
    """Check what an object asks of its keys together."""
    if need.any_of and all(value.get(key) is None for key in need.any_of):
        found.append(Found("shape/none-of", at, {"keys": ", ".join(need.any_of)}, outcome))
    if need.present_any_of and not any(key in value for key in need.present_any_of):
        found.append(Found("shape/none-of", at, {"keys": ", ".join(need.present_any_of)}, outcome))
    if need.not_both and len(there := [key for key in need.not_both if key in value]) > 1:
        found.append(Found("shape/several-of", at, {"keys": ", ".join(there)}, outcome))
    if need.one_of and len(present := [key for key in need.one_of if value.get(key) is not None]) != 1:
        rule = "shape/several-of" if present else "shape/none-of"
        found.append(Found(rule, at, {"keys": ", ".join(present or need.one_of)}, outcome))
    if need.not_empty and not value:
        found.append(Found("shape/too-few", at, {"n": 0, "limit": 1}, outcome))


def number(
    kinds: tuple[type, ...], wanted: str, choices: list[Any] | None, least: float | None, outcome: str,
    value: Any, at: str, found: list[Found],
) -> None:  # fmt: skip
    """Check a scalar that is no text."""
    if type(value) not in kinds:
        found.append(_wrong_type(value, at, wanted, outcome))
    elif choices is not None and value not in choices:
        found.append(_unknown_value(value, at, choices, outcome))
    elif least is not None and value < least:
        found.append(Found("shape/too-small", at, {"seen": plain(value), "limit": least}, outcome))


def text(choices: list[str] | None, may: Text, outcome: str, value: Any, at: str, found: list[Found]) -> None:
    if type(value) is not str:
        found.append(_wrong_type(value, at, words("string"), outcome))
    elif choices is not None and value not in choices:
        found.append(_unknown_value(value, at, choices, outcome))
    elif len(value) < may.least_chars or (may.not_blank and not value.strip()):
        found.append(Found("shape/empty-text", at, {"n": len(value), "limit": may.least_chars}, outcome))
    elif may.most_chars is not None and len(value) > may.most_chars:
        found.append(Found("shape/long-text", at, {"n": len(value), "limit": may.most_chars}, outcome))
    elif may.pattern is not None and not may.pattern.fullmatch(value):
        found.append(Found("shape/pattern", at, {"pattern": may.pattern.pattern}, outcome))
    elif may.json is not None:
        _json_text(may.json, outcome, value, at, found)


def _json_text(kind: str, outcome: str, value: str, at: str, found: list[Found]) -> None:
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        values = {"why": error.msg.split(":")[0], "column": error.colno}
        found.append(Found("shape/not-json-text", at, values, outcome))
        return
    if kind in TYPES and type(parsed) not in TYPES[kind]:
        found.append(_wrong_type(parsed, f"{at}#", words(kind), outcome))


def _wrong_type(value: Any, at: str, wanted: str, outcome: str) -> Found:
    return Found("shape/wrong-type", at, {"wanted": wanted, "seen": json_kind(value)}, outcome)


def _unknown_value(value: Any, at: str, choices: list[Any], outcome: str) -> Found:
    values = {"key": "this", "seen": plain(value), "allowed": Words(", ".join(map(str, choices)))}
    return Found("shape/unknown-value", at, values, outcome)
