"""Read a layout that nobody knows, as the `mapping` of an input says."""

import re
from typing import TYPE_CHECKING, Any

import orjson

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.roles import role_of
from curate.canonical.single import with_system
from curate.wording import shown

if TYPE_CHECKING:
    from curate.spec.config import Mapping

_PLACE = re.compile(r"\{([^{}]+)\}")


def parse_mapped(record: dict[str, Any], mapping: "Mapping") -> Parsed:
    """Read one record; every key that the mapping does not use goes to `extra`.

    >>> from curate.spec.config import Mapping
    >>> turns = {"turns": [{"speaker": "USER", "utterance": "hi"}, {"speaker": "SYSTEM", "utterance": "hello"}]}
    >>> roles = {"USER": "user", "SYSTEM": "assistant"}
    >>> parse_mapped(turns, Mapping(messages="turns", role="speaker", content="utterance", roles=roles)).record
    {'messages': [{'role': 'user', 'content': 'hi'}, {'role': 'assistant', 'content': 'hello'}]}
    """
    reading = Reading()
    at = pointer_of(mapping.messages)
    turns = at_path(record, mapping.messages)
    if not isinstance(turns, list):
        raise FormatError(at, "the mapping's `messages` names no list in this record")
    messages: list[dict[str, Any]] = []
    for index, turn in enumerate(turns):
        role, text = _turn(turn, f"{at}/{index}", mapping)
        if not text.strip() and mapping.empty_turns == "skip":
            reading.note(
                "format/empty-turn", f"{at}/{index}", "a turn without text is left out, as the mapping asks"
            )
        elif mapping.merge and messages and messages[-1]["role"] == role:
            messages[-1]["content"] += mapping.merge_with + text
            reading.note(
                "format/merged-turns",
                f"{at}/{index}",
                "a turn of the same speaker is merged into the one before",
            )
        else:
            messages.append({"role": role, "content": text})
    system = fill(mapping.system, record) if mapping.system else None
    used = frozenset({mapping.messages.partition(".")[0]} if "." not in mapping.messages else ())
    return example(reading, record, used, {"messages": with_system(system, messages)})


def _turn(turn: Any, at: str, mapping: "Mapping") -> tuple[str, str]:
    if not isinstance(turn, dict):
        raise FormatError(at, "a turn must be an object")
    name, text = at_path(turn, mapping.role), at_path(turn, mapping.content)
    role = mapping.roles.get(str(name)) or role_of(name)
    if role is None:
        raise FormatError(f"{at}/{mapping.role}", f"role {shown(name)} is not in the mapping's `roles`")
    if not isinstance(text, str):
        raise FormatError(f"{at}/{mapping.content}", "the turn's text is missing or not text")
    return role, text


def at_path(value: Any, path: str) -> Any:
    """Follow a path such as `data.dialogue` or `sessions.0.turns`; None where it leads nowhere.

    >>> at_path({"a": [{"b": 1}]}, "a.0.b"), at_path({"a.b": 2}, "a.b"), at_path({}, "x.y")
    (1, 2, None)
    """
    if isinstance(value, dict) and path in value:
        return value[path]
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if part.isdecimal() and int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, dict) else None
    return value


def pointer_of(path: str) -> str:
    """Write a path as a JSON pointer."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path.split("."))


def fill(template: str, record: dict[str, Any]) -> str:
    """Fill {path} from the record; lists of texts are joined by commas, a path that leads nowhere is an error.

    >>> fill("You book {services}.", {"services": ["Taxi_1", "Hotels_2"]})
    'You book Taxi_1, Hotels_2.'
    """

    def value(match: re.Match[str]) -> str:
        found = at_path(record, match[1])
        if found is None:
            raise FormatError(
                pointer_of(match[1]), f"the system template wants {{{match[1]}}}, which this record lacks"
            )
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return ", ".join(found)
        return found if isinstance(found, str) else orjson.dumps(found).decode()

    return _PLACE.sub(value, template)
