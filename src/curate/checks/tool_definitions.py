"""The tools of a row: a list of named functions, each with a JSON Schema of its parameters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit

SCOPE = "record"
SHAPE_ONLY = True
NEEDS = ("tools", "functions")
_TYPES = {"object", "array", "string", "number", "integer", "boolean", "null"}


@dataclass(frozen=True)
class Params:
    problem: str = "malformed"  # malformed | duplicate | name | schema | null_padded
    name: str = r"[A-Za-z0-9_.-]{1,64}"


def declared(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (pointer, function object or what stands in its place) of every tool and legacy function."""
    for key in ("tools", "functions"):
        tools = record.get(key)
        for index, tool in enumerate(tools if isinstance(tools, list) else ()):
            wrapped = key == "tools" and isinstance(tool, dict) and "function" in tool
            if wrapped:
                yield f"/{key}/{index}/function", tool["function"]
            elif (
                key == "functions" or not isinstance(tool, dict) or tool.get("type", "function") == "function"
            ):
                yield f"/{key}/{index}", tool


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit definitions that have the problem; values: problem, name."""
    if params.problem == "malformed":
        for key in ("tools", "functions"):
            tools = record.get(key)
            if tools is not None and not isinstance(tools, list):
                yield Hit(f"/{key}", {"problem": f"{key} must be a list", "name": key})
    seen: set[str] = set()
    for at, function in declared(record):
        name = function.get("name") if isinstance(function, dict) else None
        if params.problem == "malformed":
            if problem := _malformed(at, function):
                yield Hit(at, {"problem": problem, "name": str(name)})
        elif isinstance(function, dict) and isinstance(name, str):
            yield from _of_named(at, function, name, seen, params)


def _malformed(at: str, function: Any) -> str:
    if not isinstance(function, dict):
        return "a definition must be an object"
    if not isinstance(function.get("name"), str) or not function["name"].strip():
        return "the function has no name"
    if at.startswith("/tools") and not at.endswith("/function"):
        return "the definition is not wrapped as {type: function, function: ...}"
    if "parameters" in function and not isinstance(function["parameters"], dict | None):
        return "parameters must be a JSON Schema object"
    return ""


def _of_named(at: str, function: dict[str, Any], name: str, seen: set[str], params: Params) -> Iterator[Hit]:
    if params.problem == "duplicate":
        if name in seen:
            yield Hit(f"{at}/name", {"problem": "declared twice", "name": name})
        seen.add(name)
    elif params.problem == "name":
        if name.strip() and not re.fullmatch(params.name, name):
            yield Hit(f"{at}/name", {"problem": "not a legal name", "name": name})
    elif isinstance(schema := function.get("parameters"), dict):
        found = _null_padded(schema) if params.problem == "null_padded" else _schema_problem(schema)
        if found:
            yield Hit(f"{at}/parameters", {"problem": found, "name": name})


def _schema_problem(schema: dict[str, Any]) -> str:
    """Say what no JSON Schema may have; unknown keywords are left alone."""
    waiting: list[tuple[str, Any]] = [("parameters", schema)]
    while waiting:
        at, node = waiting.pop()
        if isinstance(node, bool):
            continue
        if not isinstance(node, dict):
            return f"{at} must be a schema object"
        kinds = node.get("type", [])
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            if kind is not None and (not isinstance(kind, str) or kind not in _TYPES):
                return f"{at} has the type {str(kind)[:40]!r}, which JSON Schema does not know"
        properties = node.get("properties")
        if properties is not None and not isinstance(properties, dict):
            return f"properties of {at} must be an object"
        required = node.get("required")
        if required is not None and not (
            isinstance(required, list) and all(isinstance(r, str) for r in required)
        ):
            return f"required of {at} must be a list of names"
        if (
            at == "parameters"
            and isinstance(required, list)
            and properties  # none at all: the schema was shortened on purpose, and is legal
            and (lost := set(required) - set(properties or {}))
        ):
            return f"required names {min(lost)[:40]!r}, which properties does not have"
        if node.get("enum") is not None and (not isinstance(node["enum"], list) or not node["enum"]):
            return f"enum of {at} must be a list of values"
        waiting += [(name[:40], item) for name, item in (properties or {}).items() if item is not None]
        if isinstance(node.get("items"), dict):
            waiting.append((f"items of {at}", node["items"]))
    return ""


def _null_padded(schema: dict[str, Any]) -> str:
    """Find null where a loader filled in keys that another row had."""
    waiting: list[Any] = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            properties = node.get("properties")
            if isinstance(properties, dict) and any(v is None for v in properties.values()):
                return "properties with null values"
            waiting += [v for key, v in node.items() if key not in ("default", "enum", "const", "examples")]
    return ""
