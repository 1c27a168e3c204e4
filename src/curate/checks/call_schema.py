"""Arguments of calls against the JSON Schema that the row declares for the tool.

Covers: everything that JSON Schema 2020-12 says, `format` included. Does not cover: remote references; a schema that is
none itself (another rule's).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from curate.checks.tool_definitions import declared
from curate.model import Hit
from curate.records import calls_of, messages_of
from curate.wording import shown

SCOPE = "record"
SHAPE_ONLY = True
NEEDS = ("tools", "functions")
_VALUE = ("enum", "const", "format", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
          "minLength", "maxLength", "minItems", "maxItems", "multipleOf", "uniqueItems")  # fmt: skip


# RFC 3339 wants seconds and an offset; tools in the wild take 19:00 and 2026-03-01T19:00, so these count as times
_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}([Tt ]" + _TIME.pattern + ")?")


@dataclass(frozen=True)
class Params:
    part: str = (
        "shape"  # shape: missing or wrongly typed | undeclared: an argument the schema does not name |
    )
    # value: enum, format, ranges


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit each call whose arguments break the declared schema, once a call; values: name, problem."""
    schemas = {
        f["name"]: f["parameters"]
        for _, f in declared(record)
        if isinstance(f, dict) and isinstance(f.get("name"), str) and isinstance(f.get("parameters"), dict)
    }
    if not schemas:
        return
    for at, message in messages_of(record):
        for below, function in calls_of(message):
            name = str(function.get("name"))
            arguments = _arguments(function.get("arguments"))
            if not schemas.get(name) or not isinstance(arguments, dict):
                continue
            for part, where, problem in _errors(schemas[name], arguments):
                if part == params.part:
                    yield Hit(f"{at}{below}/arguments{where}", {"name": name, "problem": problem})
                    break


def _arguments(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
    return value


def _errors(schema: dict[str, Any], arguments: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (part, pointer, problem)."""
    if validator := _validator(orjson.dumps(schema)):
        for error in validator.iter_errors(arguments):
            path = [str(step) for step in error.schema_path]
            part = "value" if any(step in _VALUE for step in path[-2:]) else "shape"
            if path[-1:] == ["additionalProperties"]:
                part = "undeclared"
            where = "".join(f"/{step}" for step in error.instance_path)
            yield part, (f"#{where}" if where else ""), _words(error, path[-1] if path else "")
    properties = schema.get("properties")
    if isinstance(properties, dict) and properties and not schema.keys() & _OPEN:
        for name in arguments.keys() - properties.keys():
            yield "undeclared", f"#/{name}", f"{shown(name)} is not declared"


_OPEN = {
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "$ref",
}


@lru_cache(maxsize=512)
def _validator(schema: bytes) -> Any:
    """Compile a schema; None for what is no schema or points outside itself."""
    import jsonschema_rs  # lazily: 25 ms that rows without tools do not pay

    def nothing_remote(uri: str) -> Any:
        raise ValueError(uri)

    try:
        return jsonschema_rs.Draft202012Validator(
            orjson.loads(schema),
            validate_formats=True,
            formats={"time": _is_time, "date-time": _is_moment},
            retriever=nothing_remote,
            pattern_options=jsonschema_rs.FancyRegexOptions(backtrack_limit=10_000),
        )
    except ValueError:
        return None


def _is_time(text: str) -> bool:
    return bool(_TIME.fullmatch(text))


def _is_moment(text: str) -> bool:
    return bool(_MOMENT.fullmatch(text))


def _words(error: Any, keyword: str) -> str:
    """Say what is wrong without the value itself: it may be personal."""
    name = shown(str(error.instance_path[-1])) if error.instance_path else "the arguments"
    kind = error.kind
    match keyword:
        case "required":
            return f"{shown(kind.property)} is missing"
        case "additionalProperties":
            return f"{shown(', '.join(map(str, kind.unexpected)))} is not declared"
        case "type":
            types = kind.types if isinstance(kind.types, list) else [kind.types]
            return f"{name} must be {' or '.join(map(str, types))}"
        case "enum":
            return f"{name} is none of {shown(', '.join(map(str, kind.options)))}"
        case "format":
            return f"{name} is no {shown(kind.format)}"
        case _:
            return f"{name} breaks {keyword}"
