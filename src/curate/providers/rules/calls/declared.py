"""Tool calls against the tools that a row declares: names, schemas and the form of arguments."""

from typing import Any

from curate.providers.dialects import entries
from curate.providers.found import plain
from curate.providers.rules import Check, Hits, Scene
from curate.providers.tool_schema import keyword, validator_of


def undeclared(scene: Scene) -> Check:
    """Hit a call of a name that is not among the tools of the row, where it declares some."""

    def check(record: dict[str, Any]) -> Hits:
        names = {tool.name for tool in scene.dialect.tools(record)}
        if names:
            for call in scene.dialect.calls(scene.turns(record), scene.at):
                if call.name not in names:
                    declared = ", ".join(map(plain, sorted(names)))
                    yield call.pointer, {"name": plain(call.name), "declared": declared}

    return check


def without_tools(scene: Scene) -> Check:
    """Hit the first call of a row that declares no tool at all."""

    def check(record: dict[str, Any]) -> Hits:
        if next(scene.dialect.tools(record), None) is None:
            for call in scene.dialect.calls(scene.turns(record), scene.at):
                yield call.pointer, {"name": plain(call.name)}
                return

    return check


def duplicate_tool(scene: Scene) -> Check:
    """Hit a tool declared under a name that an earlier one has."""

    def check(record: dict[str, Any]) -> Hits:
        seen: set[str] = set()
        for tool in scene.dialect.tools(record):
            if tool.name in seen:
                yield tool.pointer, {"name": plain(tool.name)}
            seen.add(tool.name)

    return check


def bad_schema(scene: Scene) -> Check:
    """Hit a tool whose parameters are not a JSON Schema."""

    def check(record: dict[str, Any]) -> Hits:
        for tool in scene.dialect.tools(record):
            if tool.schema is not None and validator_of(tool.schema) is None:
                yield tool.pointer, {"name": plain(tool.name)}

    return check


def arguments(scene: Scene) -> Check:
    """Hit a call whose arguments break the schema that the row declares for it."""

    def check(record: dict[str, Any]) -> Hits:
        calls = list(scene.dialect.calls(scene.turns(record), scene.at))
        if not calls:
            return
        schemas = {tool.name: tool.schema for tool in scene.dialect.tools(record)}
        for call in calls:
            schema = schemas.get(call.name)
            if not isinstance(schema, dict) or call.arguments is None:
                continue
            validator = validator_of(schema)
            if validator is None:
                continue
            error = next(validator.iter_errors(call.arguments), None)
            if error is not None:
                place = "".join(f"/{part}" for part in error.instance_path)
                yield (
                    call.pointer,
                    {"name": plain(call.name), "place": place or "/", "keyword": keyword(error)},
                )

    return check


def arguments_text(scene: Scene) -> Check:
    """Hit a call whose arguments are a text that is no JSON object."""

    def check(record: dict[str, Any]) -> Hits:
        for call in scene.dialect.calls(scene.turns(record), scene.at):
            if not isinstance(call.arguments, dict):
                yield call.pointer, {"name": plain(call.name)}

    return check


def text_arguments(scene: Scene) -> Check:
    """Hit a call whose arguments are an object where a JSON text is the safe form."""

    def check(record: dict[str, Any]) -> Hits:
        for turn, message in enumerate(scene.turns(record)):
            for index, call in enumerate(entries(message.get("tool_calls"))):
                function = call.get("function")
                if isinstance(function, dict) and isinstance(function.get("arguments"), dict):
                    yield f"{scene.at}/{turn}/tool_calls/{index}/function/arguments", {}

    return check


def double_encoded(scene: Scene) -> Check:
    """Hit a call whose arguments are a JSON text of a JSON text."""

    def check(record: dict[str, Any]) -> Hits:
        for call in scene.dialect.calls(scene.turns(record), scene.at):
            if isinstance(call.arguments, str):
                yield call.pointer, {"name": plain(call.name)}

    return check
