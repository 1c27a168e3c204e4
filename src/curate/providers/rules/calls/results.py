"""Tool calls against their results: which call is answered, by which id, and how often."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from curate.providers.found import plain
from curate.providers.rules import Check, Hits, Scene


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
        calls = scene.dialect.calls(scene.turns(record), scene.at)
        for pointer in _repeated((call.pointer, call.id) for call in calls):
            yield pointer, {}

    return check


def answered_twice(scene: Scene) -> Check:
    """Hit the second result for one call."""

    def check(record: dict[str, Any]) -> Hits:
        results = scene.dialect.results(scene.turns(record), scene.at)
        for pointer in _repeated((result.pointer, result.id) for result in results):
            yield pointer, {}

    return check


def _repeated(ids: Iterable[tuple[str, str | None]]) -> Iterator[str]:
    """Yield the pointer of every id that stood before; None is no id."""
    seen: set[str] = set()
    for pointer, name in ids:
        if name is not None and name in seen:
            yield pointer
        elif name is not None:
            seen.add(name)


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
