"""Tool calls, their results and the declarations that both point at."""

import re
from collections import Counter
from itertools import count
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


def unanswered(scene: Scene, strict: bool = True) -> Check:
    """Hit a call whose result does not follow before the next other turn; calls of the last turn may stay open."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        calls = list(scene.dialect.calls(turns, scene.at))
        if not calls:
            return
        answers: dict[int, list[str | None]] = {}
        for result in scene.dialect.results(turns, scene.at):
            answers.setdefault(result.turn, []).append(result.id)
        for call in calls:
            got: list[str | None] = []
            turn = call.turn + 1
            while turn in answers:
                got += answers[turn]
                turn += 1
            if call.turn == len(turns) - 1 or call.pointer.endswith("/function_call"):
                continue
            if call.id is None or not strict:
                wanted = sum(other.turn == call.turn for other in calls)
                if len(got) < wanted:
                    yield call.pointer, {"name": plain(call.name)}
            elif call.id not in got:
                yield call.pointer, {"name": plain(call.name)}

    return check


def without_tools(scene: Scene) -> Check:
    """Hit the first call of a row that declares no tool at all."""

    def check(record: dict[str, Any]) -> Hits:
        if next(scene.dialect.tools(record), None) is None:
            for call in scene.dialect.calls(scene.turns(record), scene.at):
                yield call.pointer, {"name": plain(call.name)}
                return

    return check


def unknown_id(scene: Scene, needs_id: bool = True) -> Check:
    """Hit a result whose id is not one of an earlier call."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        results = list(scene.dialect.results(turns, scene.at))
        if not results:
            return
        first_seen: dict[str, int] = {}
        for call in scene.dialect.calls(turns, scene.at):
            if call.id is not None:
                first_seen.setdefault(call.id, call.turn)
        for result in results:
            if result.id is None and not needs_id:
                continue
            if result.id is None or first_seen.get(result.id, len(turns)) >= result.turn:
                yield result.pointer, {}

    return check


def orphan_result(scene: Scene) -> Check:
    """Hit a tool result that no call precedes at all, whatever the ids are."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        results = list(scene.dialect.results(turns, scene.at))
        if not results:
            return
        calling = {call.turn for call in scene.dialect.calls(turns, scene.at)}
        answering = {result.turn for result in results}
        for result in results:
            turn = result.turn - 1
            while turn in answering and turn not in calling:
                turn -= 1
            if turn not in calling:
                yield result.pointer, {}

    return check


def duplicate_id(scene: Scene) -> Check:
    """Hit a call whose id an earlier call of the row has."""

    def check(record: dict[str, Any]) -> Hits:
        seen: set[str] = set()
        for call in scene.dialect.calls(scene.turns(record), scene.at):
            if call.id is not None and call.id in seen:
                yield call.pointer, {}
            if call.id is not None:
                seen.add(call.id)

    return check


def answered_twice(scene: Scene) -> Check:
    """Hit the second result for one call."""

    def check(record: dict[str, Any]) -> Hits:
        seen: set[str] = set()
        for result in scene.dialect.results(scene.turns(record), scene.at):
            if result.id is not None and result.id in seen:
                yield result.pointer, {}
            if result.id is not None:
                seen.add(result.id)

    return check


def id_form(scene: Scene, pattern: str) -> Check:
    """Hit a call or result id that is not of the form the tokenizer knows."""
    form = re.compile(pattern)

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        places = [(call.pointer, call.id) for call in scene.dialect.calls(turns, scene.at)]
        places += [(result.pointer, result.id) for result in scene.dialect.results(turns, scene.at)]
        for pointer, name in places:
            if name is not None and not form.fullmatch(name):
                yield pointer, {"pattern": pattern}

    return check


def parallel(scene: Scene, most: int = 1) -> Check:
    """Hit a turn with more calls than the target knows what to do with."""

    def check(record: dict[str, Any]) -> Hits:
        per_turn: dict[int, int] = {}
        for call in scene.dialect.calls(scene.turns(record), scene.at):
            per_turn[call.turn] = per_turn.get(call.turn, 0) + 1
        for turn, n in per_turn.items():
            if n > most:
                yield f"{scene.at}/{turn}", {"n": n, "limit": most}

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


def unsupported(scene: Scene) -> Check:
    """Hit the first call or declaration, where the service was seen to refuse them."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        places = [call.pointer for call in scene.dialect.calls(turns, scene.at)]
        places += [tool.pointer for tool in scene.dialect.tools(record)]
        for pointer in places[:1]:
            yield pointer, {"model": scene.model.get("id", "the model")}

    return check


def unsure(scene: Scene) -> Check:
    """Hit the first call or declaration, where the service's own pages disagree about tools."""
    return unsupported(scene)


def arguments_text(scene: Scene) -> Check:
    """Hit a call whose arguments are a text that is no JSON object."""

    def check(record: dict[str, Any]) -> Hits:
        for call in scene.dialect.calls(scene.turns(record), scene.at):
            if not isinstance(call.arguments, dict):
                yield call.pointer, {"name": plain(call.name)}

    return check


def only_last_trained(scene: Scene) -> Check:
    """Hit a row with tools and several answers: only the last one is trained."""

    def check(record: dict[str, Any]) -> Hits:
        answers = sum(turn["role"] == "assistant" for turn in scene.turns(record))
        if answers > 2 and next(scene.dialect.tools(record), None):
            yield scene.at, {"n": answers}

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


def too_many_results(scene: Scene) -> Check:
    """Hit the first result of a group of more results than the turn before it has calls."""

    def check(record: dict[str, Any]) -> Hits:
        turns = scene.turns(record)
        results = list(scene.dialect.results(turns, scene.at))
        if not results:
            return
        calls = Counter(call.turn for call in scene.dialect.calls(turns, scene.at))
        answering = {result.turn for result in results}
        for result in results:
            if result.turn - 1 not in answering:
                n = next(n for n in count(1) if result.turn + n not in answering)
                if n > calls[result.turn - 1]:
                    yield result.pointer, {"n": n, "calls": calls[result.turn - 1]}

    return check


def double_encoded(scene: Scene) -> Check:
    """Hit a call whose arguments are a JSON text of a JSON text."""

    def check(record: dict[str, Any]) -> Hits:
        for call in scene.dialect.calls(scene.turns(record), scene.at):
            if isinstance(call.arguments, str):
                yield call.pointer, {"name": plain(call.name)}

    return check
