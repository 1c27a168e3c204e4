"""Tool messages answer calls: by id, once, and before anybody else speaks.

Legacy rows pair `function_call` with a `function` message of the same name. A call at the very end of a row is legal:
it is what is learnt.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curate.model import Hit
from curate.records import SIDES

SCOPE = "record"
SHAPE_ONLY = True


@dataclass(frozen=True)
class Params:
    problem: str = "orphan"  # orphan | unanswered | twice | no_id | duplicate_id | name


def check(record: dict[str, Any], params: Params) -> Iterator[Hit]:
    """Hit the messages that have the problem; values: id, role, n."""
    prompt = record.get("messages")
    before = prompt if isinstance(prompt, list) else []
    for side in SIDES:
        messages = record.get(side)
        if isinstance(messages, list):
            given = before if side != "messages" else []
            for index, problem, values in _walk([*given, *messages]):
                if problem == params.problem and index >= len(given):
                    yield Hit(f"/{side}/{index - len(given)}", values)


def _walk(messages: list[Any]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    open_ids: dict[str, int] = {}
    names: dict[str, str] = {}
    used: set[str] = set()
    answered: set[str] = set()
    open_legacy: tuple[int, str] | None = None
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            continue
        role = message.get("role")
        if role == "tool":
            call_id = message.get("tool_call_id")
            if isinstance(call_id, str) and call_id in open_ids:
                del open_ids[call_id]
                answered.add(call_id)
                if isinstance(message.get("name"), str) and message["name"] != names[call_id]:
                    yield index, "name", {"id": call_id, "name": message["name"], "called": names[call_id]}
            elif not isinstance(call_id, str) or not call_id:
                yield index, "no_id", {"id": "", "role": role}
            elif call_id in answered:
                yield index, "twice", {"id": call_id, "role": role}
            else:
                yield index, "orphan", {"id": call_id, "role": role}
            continue
        if role == "function":
            if open_legacy is None:
                yield index, "orphan", {"id": str(message.get("name")), "role": role}
            elif isinstance(message.get("name"), str) and message["name"] != open_legacy[1]:
                yield index, "name", {"id": "", "name": message["name"], "called": open_legacy[1]}
            open_legacy = None
            continue
        waiting = [*open_ids.values(), *([open_legacy[0]] if open_legacy else [])]
        if waiting:
            yield min(waiting), "unanswered", {"n": len(waiting), "role": role}
        open_ids, open_legacy = {}, None
        calls = message.get("tool_calls")
        for call in calls if isinstance(calls, list) else ():
            call_id = call.get("id") if isinstance(call, dict) else None
            if not isinstance(call_id, str) or not call_id:
                continue
            if call_id in used:
                yield index, "duplicate_id", {"id": call_id, "role": role}
            used.add(call_id)
            open_ids[call_id] = index
            function = call.get("function")
            names[call_id] = str(function.get("name")) if isinstance(function, dict) else ""
        legacy = message.get("function_call")
        if isinstance(legacy, dict):
            open_legacy = (index, str(legacy.get("name")))
