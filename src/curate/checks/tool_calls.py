"""Calls inside assistant messages: their form and their arguments, parallel or legacy."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from curate.model import Hit
from curate.records import calls_of, messages_of

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    problem: str = "malformed"  # malformed | no_id | wrong_role | object | not_json | double | not_object


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit the calls that have the problem; values: problem, name."""
    look = _LOOKS[params.problem]
    for at, message in messages_of(record):
        if "tool_calls" in message or "function_call" in message:
            yield from look(at, message)


def _malformed(at: str, message: dict[str, Any]) -> Iterator[Hit]:
    calls = message.get("tool_calls")
    if calls is not None and not isinstance(calls, list):
        yield Hit(f"{at}/tool_calls", {"problem": "tool_calls must be a list", "name": ""})
    for index, call in enumerate(calls if isinstance(calls, list) else ()):
        here = f"{at}/tool_calls/{index}"
        function = call.get("function") if isinstance(call, dict) else None
        if not isinstance(call, dict):
            yield Hit(here, {"problem": "a call must be an object", "name": ""})
        elif not isinstance(function, dict):
            yield Hit(here, {"problem": "the call has no function", "name": ""})
        else:
            yield from _unnamed(f"{here}/function", function)
    legacy = message.get("function_call")
    if legacy is not None and not isinstance(legacy, dict):
        yield Hit(f"{at}/function_call", {"problem": "function_call must be an object", "name": ""})
    elif isinstance(legacy, dict):
        yield from _unnamed(f"{at}/function_call", legacy)


def _unnamed(at: str, function: dict[str, Any]) -> Iterator[Hit]:
    name = function.get("name")
    if not isinstance(name, str) or not name.strip():
        yield Hit(at, {"problem": "the called function has no name", "name": ""})
    elif "arguments" not in function:
        yield Hit(at, {"problem": "the call has no arguments", "name": name})
    elif not isinstance(function["arguments"], str | dict):
        kind = type(function["arguments"]).__name__
        yield Hit(f"{at}/arguments", {"problem": f"arguments must be JSON text, not {kind}", "name": name})


def _no_id(at: str, message: dict[str, Any]) -> Iterator[Hit]:
    calls = message.get("tool_calls")
    for index, call in enumerate(calls if isinstance(calls, list) else ()):
        if isinstance(call, dict) and not (isinstance(call.get("id"), str) and call["id"]):
            yield Hit(f"{at}/tool_calls/{index}", {"problem": "the call has no id", "name": ""})


def _wrong_role(at: str, message: dict[str, Any]) -> Iterator[Hit]:
    if message.get("role") != "assistant" and (message.get("tool_calls") or message.get("function_call")):
        yield Hit(at, {"problem": f"a {message.get('role')} message cannot call", "name": ""})


def _object(at: str, message: dict[str, Any]) -> Iterator[Hit]:
    for below, function in calls_of(message):
        if isinstance(function.get("arguments"), dict):
            name = str(function.get("name"))
            yield Hit(f"{at}{below}/arguments", {"problem": "arguments are an object", "name": name})


def _not_json(at: str, message: dict[str, Any]) -> Iterator[Hit]:
    for where, name, text in _texts(at, message):
        try:
            orjson.loads(text)
        except orjson.JSONDecodeError as error:
            problem = "empty text" if not text.strip() else f"{error.msg} at character {error.pos + 1}"
            yield Hit(where, {"problem": problem, "name": name})


def _double(at: str, message: dict[str, Any]) -> Iterator[Hit]:
    for where, name, text in _texts(at, message):
        if isinstance(decoded := _loads(text), str) and isinstance(_loads(decoded), dict | list):
            yield Hit(where, {"problem": "JSON text inside JSON text", "name": name})


def _not_object(at: str, message: dict[str, Any]) -> Iterator[Hit]:
    for where, name, text in _texts(at, message):
        decoded = _loads(text)
        double = isinstance(decoded, str) and isinstance(_loads(decoded), dict | list)
        if decoded is not _NOT_JSON and not isinstance(decoded, dict) and not double:
            kind = {list: "a list", str: "a string", type(None): "null"}.get(type(decoded), "a plain value")
            yield Hit(where, {"problem": f"arguments are {kind}, not an object", "name": name})


def _texts(at: str, message: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for below, function in calls_of(message):
        if isinstance(function.get("arguments"), str):
            yield f"{at}{below}/arguments", str(function.get("name")), function["arguments"]


_NOT_JSON = object()


def _loads(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return _NOT_JSON


_LOOKS = {
    "malformed": _malformed,
    "no_id": _no_id,
    "wrong_role": _wrong_role,
    "object": _object,
    "not_json": _not_json,
    "double": _double,
    "not_object": _not_object,
}


def fix(record: dict[str, Any], params: Params) -> dict[str, Any]:
    """Write argument objects as JSON text, and decode what is encoded twice; other problems are left."""
    if params.problem not in ("object", "double"):
        return record
    out: dict[str, Any] = orjson.loads(orjson.dumps(record))
    for _, message in messages_of(out):
        for _, function in calls_of(message):
            arguments = function.get("arguments")
            if params.problem == "object" and isinstance(arguments, dict):
                function["arguments"] = orjson.dumps(arguments).decode()
            elif params.problem == "double" and isinstance(arguments, str):
                decoded = _loads(arguments)
                if isinstance(decoded, str) and isinstance(_loads(decoded), dict | list):
                    function["arguments"] = decoded
    return out
