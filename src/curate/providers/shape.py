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
from collections.abc import Mapping
from functools import partial
from typing import Any

from curate.providers import shape_checks as checks
from curate.providers.shape_checks import TYPES, Check
from curate.wording import KINDS


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
            return partial(
                checks.listed, self.compile(node["list"]), node.get("min", 0), node.get("max"), outcome
            )
        if "by" in node:
            cases = {value: self.compile(shape) for value, shape in node["shapes"].items()}
            others = node.get("others")
            rest = (self.compile(others["use"]), others["effect"]) if others else None
            return partial(checks.told_apart, node["by"], cases, rest, outcome)
        if "keys" in node:
            return self.object(node, outcome)
        return _scalar(node, outcome)

    def named(self, name: str) -> Check:
        if name == "any":
            return checks.anything
        if name in TYPES:
            return partial(checks.typed, TYPES[name], checks.words(name), "rejected")
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
        wanted = " or ".join(dict.fromkeys(KINDS[kind] for kind in cases if kind is not float))
        return partial(checks.alternatives, cases, wanted)

    def object(self, node: dict[str, Any], outcome: str) -> Check:
        keys = {key.removesuffix("?"): self.compile(shape) for key, shape in node["keys"].items()}
        required = [key for key in node["keys"] if not key.endswith("?")]
        return partial(
            checks.keyed, keys, required, node.get("other_keys", "rejected"),
            checks.Need(node.get("refused_keys", []), node.get("any_of", []), node.get("one_of", []),
                 node.get("present_any_of", []), node.get("not_both", []), node.get("not_empty", False)), outcome,
        )  # fmt: skip


def _types(node: Any, shapes: Mapping[str, Any]) -> tuple[type, ...]:
    if isinstance(node, str):
        if node in TYPES:
            return TYPES[node]
        return tuple(KINDS) if node == "any" else _types(shapes[node], shapes)
    if isinstance(node, list):
        return tuple(kind for item in node for kind in _types(item, shapes))
    if "list" in node:
        return (list,)
    return TYPES[node["type"]] if "type" in node else (dict,)


def _scalar(node: dict[str, Any], outcome: str) -> Check:
    name, choices = node["type"], node.get("one_of")
    if name != "string":
        return partial(checks.number, TYPES[name], checks.words(name), choices, node.get("min"), outcome)
    may = checks.Text(
        node.get("min_chars", 0),
        node.get("max_chars"),
        node.get("blank") == "rejected",
        re.compile(node["pattern"]) if "pattern" in node else None,
        node.get("json"),
    )
    return partial(checks.text, choices, may, outcome)
