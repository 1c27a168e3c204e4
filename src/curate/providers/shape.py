"""Shapes: the layout of a wire line as data, compiled once to plain closures over dicts.

A shape is one of
    string bool integer number null object any           a JSON type
    some_name                                            another shape of the file
    [string, {list: text_part, min: 1}]                  alternatives, told apart by their JSON type
    {type: string, one_of: [...], pattern: ..., min_chars: 1, json: object}
    {type: number, one_of: [...], min: 0}
    {list: SHAPE, min: 1, max: 10}
    {by: role, shapes: {user: SHAPE, ...}}               alternatives, told apart by the value of a key;
        others: {use: SHAPE, effect: unclear}            what becomes of every other value (refused when absent)
    {keys: {messages: SHAPE, tools?: SHAPE}, other_keys: rejected, refused_keys: [...], not_empty: true,
     any_of: [...], one_of: [...], present_any_of: [...], not_both: [...]}

`other_keys`, and `effect` beside any of the forms, say what the provider does: see curate.providers.outcome.
A null counts as a value of type null, except in `any_of` and `one_of`, where it counts as absent; two keys of
`not_both` are refused even as null. `told_by` and `conversation` of a row shape: see curate.providers.wire.
Covers: types, keys, choices and counts of one line. Does not cover: what two places of a line have to do with
each other (curate.providers.rules) and two lines with each other (curate.providers.across).
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import orjson

from curate.wording import Words


class Found(NamedTuple):
    """A hit of a shape or a rule, before severity and message are put to it."""

    rule: str
    pointer: str
    values: dict[str, Any]
    outcome: str


Check = Callable[[Any, str, list[Found]], None]

NAMES = {str: "text", bool: "true or false", int: "an integer", float: "a number", type(None): "null",
         dict: "an object", list: "a list"}  # fmt: skip
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "bool": (bool,),
    "integer": (int,),
    "number": (int, float),
    "null": (type(None),),
    "object": (dict,),
    "list": (list,),
}
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./:-]{0,39}")


def plain(value: Any) -> str:
    """Show a short name or number of a row; anything else only by its kind, because it may be personal data.

    >>> plain("bot"), plain(2), plain("call me at 555 0100"), plain(None)
    ('bot', '2', 'text of 19 characters', 'null')
    """
    if isinstance(value, bool) or value is None:
        return orjson.dumps(value).decode()
    if isinstance(value, int | float):
        return repr(value) if abs(value) < 1e6 else "a large number"
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else f"text of {len(value):,} characters"
    return NAMES[type(value)]


def step(at: str, key: str) -> str:
    """Lengthen an RFC 6901 pointer by one key."""
    return f"{at}/{key.replace('~', '~0').replace('/', '~1')}"


def compile_shape(node: Any, shapes: Mapping[str, Any]) -> Check:
    """Return check(value, pointer, found) of a shape; raise KeyError or TypeError for a shape that is none."""
    return _Compiler(shapes).compile(node)


class _Compiler:
    """Holds the shapes that are being compiled, so that a shape may name itself."""

    def __init__(self, shapes: Mapping[str, Any]) -> None:
        self.shapes = shapes
        self.done: dict[str, Check] = {}

    def compile(self, node: Any) -> Check:
        if isinstance(node, str):
            return self.named(node)
        if isinstance(node, list):
            return self.alternatives(node)
        outcome = node.get("effect", "rejected")
        if "list" in node:
            return partial(_list, self.compile(node["list"]), node.get("min", 0), node.get("max"), outcome)
        if "by" in node:
            cases = {value: self.compile(shape) for value, shape in node["shapes"].items()}
            others = node.get("others")
            rest = (self.compile(others["use"]), others["effect"]) if others else None
            return partial(_by, node["by"], cases, rest, outcome)
        if "keys" in node:
            return self.object(node, outcome)
        return _scalar(node, outcome)

    def named(self, name: str) -> Check:
        if name == "any":
            return _anything
        if name in TYPES:
            return partial(_typed, TYPES[name], _words([name]), "rejected")
        if name not in self.done:
            self.done[name] = lambda value, at, found: self.done[name](value, at, found)
            self.done[name] = self.compile(self.shapes[name])
        return self.done[name]

    def alternatives(self, nodes: list[Any]) -> Check:
        cases: dict[type, Check] = {}
        for node in nodes:
            check = self.compile(node)
            for kind in _types(node, self.shapes):
                cases.setdefault(kind, check)
        wanted = " or ".join(dict.fromkeys(NAMES[kind] for kind in cases if kind is not float))
        return partial(_alternatives, cases, wanted)

    def object(self, node: dict[str, Any], outcome: str) -> Check:
        keys = {key.removesuffix("?"): self.compile(shape) for key, shape in node["keys"].items()}
        required = [key for key in node["keys"] if not key.endswith("?")]
        return partial(
            _object, keys, required, node.get("other_keys", "rejected"),
            Need(node.get("refused_keys", []), node.get("any_of", []), node.get("one_of", []),
                 node.get("present_any_of", []), node.get("not_both", []), node.get("not_empty", False)), outcome,
        )  # fmt: skip


def _types(node: Any, shapes: Mapping[str, Any]) -> tuple[type, ...]:
    if isinstance(node, str):
        if node in TYPES:
            return TYPES[node]
        return tuple(NAMES) if node == "any" else _types(shapes[node], shapes)
    if isinstance(node, list):
        return tuple(kind for item in node for kind in _types(item, shapes))
    if "list" in node:
        return (list,)
    return TYPES[node["type"]] if "type" in node else (dict,)


def _words(names: list[str]) -> str:
    return " or ".join(NAMES[TYPES[name][-1]] for name in names)


def _anything(value: Any, at: str, found: list[Found]) -> None:
    pass


def _typed(
    kinds: tuple[type, ...], wanted: str, outcome: str, value: Any, at: str, found: list[Found]
) -> None:
    if type(value) not in kinds:
        found.append(Found("shape/wrong-type", at, {"wanted": wanted, "seen": NAMES[type(value)]}, outcome))


def _alternatives(cases: dict[type, Check], wanted: str, value: Any, at: str, found: list[Found]) -> None:
    check = cases.get(type(value))
    if check is None:
        values = {"wanted": wanted, "seen": NAMES[type(value)]}
        found.append(Found("shape/wrong-type", at, values, "rejected"))
    else:
        check(value, at, found)


def _list(
    item: Check, least: int, most: int | None, outcome: str, value: Any, at: str, found: list[Found]
) -> None:
    if type(value) is not list:
        values = {"wanted": "a list", "seen": NAMES[type(value)]}
        found.append(Found("shape/wrong-type", at, values, outcome))
        return
    if len(value) < least:
        found.append(Found("shape/too-few", at, {"n": len(value), "limit": least}, outcome))
    if most is not None and len(value) > most:
        found.append(Found("shape/too-many", at, {"n": len(value), "limit": most}, outcome))
    for index, entry in enumerate(value):
        item(entry, f"{at}/{index}", found)


def _by(
    key: str, cases: dict[Any, Check], rest: tuple[Check, str] | None, outcome: str,
    value: Any, at: str, found: list[Found],
) -> None:  # fmt: skip
    if type(value) is not dict:
        values = {"wanted": "an object", "seen": NAMES[type(value)]}
        found.append(Found("shape/wrong-type", at, values, outcome))
        return
    if key not in value:
        found.append(Found("shape/missing-key", at, {"key": key}, outcome))
        return
    choice = value[key]
    if type(choice) is not str:
        values = {"wanted": "text", "seen": NAMES[type(choice)]}
        found.append(Found("shape/wrong-type", f"{at}/{key}", values, outcome))
        return
    check = cases.get(choice)
    if check is None:
        values = {"key": key, "seen": plain(choice), "allowed": Words(", ".join(cases))}
        found.append(Found("shape/unknown-value", f"{at}/{key}", values, rest[1] if rest else outcome))
        check = rest[0] if rest else None
    if check is not None:
        check(value, at, found)


class Need(NamedTuple):
    """What an object asks of its keys together."""

    refused: list[str]
    any_of: list[str]
    one_of: list[str]
    present_any_of: list[str]
    not_both: list[str]
    not_empty: bool


def _object(
    keys: dict[str, Check], required: list[str], others: str, need: Need, outcome: str,
    value: Any, at: str, found: list[Found],
) -> None:  # fmt: skip
    if type(value) is not dict:
        values = {"wanted": "an object", "seen": NAMES[type(value)]}
        found.append(Found("shape/wrong-type", at, values, outcome))
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
            place = step(at, key) if _PLAIN.fullmatch(key) else at
            found.append(Found("shape/unknown-key", place, values, others))
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


def _scalar(node: dict[str, Any], outcome: str) -> Check:
    kinds, choices = TYPES[node["type"]], node.get("one_of")
    pattern = re.compile(node["pattern"]) if "pattern" in node else None
    embedded: str | None = node.get("json")
    wanted = _words([node["type"]])
    least, most = node.get("min_chars", 0), node.get("max_chars")
    no_blank = node.get("blank") == "rejected"
    floor = node.get("min")

    def check(value: Any, at: str, found: list[Found]) -> None:
        if type(value) not in kinds:
            found.append(
                Found("shape/wrong-type", at, {"wanted": wanted, "seen": NAMES[type(value)]}, outcome)
            )
        elif choices is not None and value not in choices:
            values = {"key": "this", "seen": plain(value), "allowed": Words(", ".join(map(str, choices)))}
            found.append(Found("shape/unknown-value", at, values, outcome))
        elif kinds == (str,):
            text(value, at, found)
        elif floor is not None and value < floor:
            found.append(Found("shape/too-small", at, {"seen": plain(value), "limit": floor}, outcome))

    def text(value: str, at: str, found: list[Found]) -> None:
        if len(value) < least or (no_blank and not value.strip()):
            found.append(Found("shape/empty-text", at, {"n": len(value), "limit": least}, outcome))
        elif most is not None and len(value) > most:
            found.append(Found("shape/long-text", at, {"n": len(value), "limit": most}, outcome))
        elif pattern is not None and not pattern.fullmatch(value):
            found.append(Found("shape/pattern", at, {"pattern": pattern.pattern}, outcome))
        elif embedded is not None:
            _embedded(value, at, found)

    def _embedded(value: str, at: str, found: list[Found]) -> None:
        try:
            parsed = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            values = {"why": error.msg.split(":")[0], "column": error.colno}
            found.append(Found("shape/not-json-text", at, values, outcome))
            return
        if embedded in TYPES and type(parsed) not in TYPES[embedded]:
            values = {"wanted": _words([embedded]), "seen": NAMES[type(parsed)]}
            found.append(Found("shape/wrong-type", f"{at}#", values, outcome))

    return check
