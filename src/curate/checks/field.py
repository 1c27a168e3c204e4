"""A field of the record: present, of a type, one of some values, long enough, or not there at all.

`path` is a pointer with wildcards: `@` stands for every message of the row (in messages, chosen, rejected and
completion), `*` for every item of a list. `/messages`, `@/role`, `/tools/*/function/name`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import SIDES

SCOPE = "record"
SHAPE_ONLY = True
_MISSING = object()
_TYPES: dict[str, Any] = {
    "string": str,
    "object": dict,
    "array": list,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
    "integer": int,
}


@dataclass(frozen=True)
class Params:
    path: str = ""
    required: bool = False
    forbidden: bool = False
    types: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    min_items: int = 0
    beside: tuple[str, ...] = ()  # only where the object that holds the field has one of these keys
    unless: tuple[str, ...] = ()  # not where the record has one of these keys
    unless_beside: tuple[str, ...] = ()  # not where the object that holds the field has one of these keys
    roles: tuple[str, ...] = ()  # only in messages of these roles
    not_roles: tuple[str, ...] = ()


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit each place of the path that breaks one of the conditions; values: type, value, n."""
    if any(key in record for key in params.unless):
        return
    *way, last = params.path.strip("/").split("/")
    if last in ("*", "@"):
        for at, item in _walk(record, [*way, last]):
            yield from _judge(at, item, params)
        return
    for at, holder in _walk(record, way):
        if isinstance(holder, dict) and _applies(holder, params):
            yield from _judge(f"{at}/{last}", holder.get(last, _MISSING), params)


def _walk(record: dict[str, Any], way: list[str]) -> list[tuple[str, Any]]:
    places: list[tuple[str, Any]] = [("", record)]
    for step in way:
        found: list[tuple[str, Any]] = []
        for at, value in places:
            if step == "@" and isinstance(value, dict):
                for side in SIDES:
                    found += _items(f"{at}/{side}", value.get(side))
            elif step == "*":
                found += _items(at, value)
            elif isinstance(value, dict) and step in value:
                found.append((f"{at}/{step}", value[step]))
        places = found
    return places


def _items(at: str, value: Any) -> list[tuple[str, Any]]:
    return [(f"{at}/{i}", item) for i, item in enumerate(value)] if isinstance(value, list) else []


def _applies(holder: dict[str, Any], params: Params) -> bool:
    if params.beside and not any(key in holder for key in params.beside):
        return False
    if params.unless_beside and any(holder.get(key) for key in params.unless_beside):
        return False
    if params.roles and holder.get("role") not in params.roles:
        return False
    return not (params.not_roles and holder.get("role") in params.not_roles)


def _judge(at: str, value: Any, params: Params) -> Iterator[Hit]:
    if value is _MISSING:
        if params.required:
            yield Hit(at.rpartition("/")[0], {"type": "nothing", "value": "nothing", "n": 0})
        return
    name = type_name(value)
    n = len(value) if isinstance(value, str | list | dict) else 0
    seen = {"type": name, "value": value if not isinstance(value, dict | list) else name, "n": n}
    allowed = [v for v in params.values if value == v and type(value) is type(v)]
    wrong_type = bool(params.types) and not _is_one(value, params.types)
    too_few = isinstance(value, list | str | dict) and n < params.min_items
    if params.forbidden or wrong_type or too_few or (params.values and not allowed):
        yield Hit(at, seen)


def _is_one(value: Any, types: tuple[str, ...]) -> bool:
    if isinstance(value, bool):
        return "boolean" in types
    return any(isinstance(value, _TYPES[name]) for name in types)


def type_name(value: Any) -> str:
    """Name the JSON type of a value.

    >>> type_name(True), type_name(1), type_name(None), type_name([])
    ('boolean', 'integer', 'null', 'array')
    """
    if isinstance(value, bool):
        return "boolean"
    kinds = {str: "string", dict: "object", list: "array", int: "integer", float: "number"}
    return kinds.get(type(value), "null")
