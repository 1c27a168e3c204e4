"""A list of turns in any dialect -> canonical messages; a list that is canonical already is returned as it stands."""

from ast import literal_eval
from typing import Any

from curate.canonical import FormatError, Reading
from curate.canonical.content import read_content
from curate.canonical.langchain import plain_messages
from curate.canonical.roles import CALL, ROLES, role_of
from curate.canonical.tools import link_calls, read_arguments, read_calls
from curate.canonical.turn_keys import renamed_turns
from curate.parsing.strict_json import parse_embedded
from curate.plain_chat import plain_turns
from curate.wording import shown

_SPEAKER, _SAID = ("role", "from"), ("content", "value")
_SPEAKS = (*_SAID, "tool_calls", "function_call")
_KEPT = frozenset({"name", "tool_call_id", "refusal", "weight", "reasoning_content", "audio"})
_REASONING = ("reasoning_content", "reasoning", "thinking")
_LOSS = ("loss", "train", "training", "loss_weight", "loss_scale")
_READ = frozenset({*_SPEAKER, *_SAID, *_KEPT, *_REASONING, *_LOSS, "tool_calls", "function_call"})


def read_messages(value: Any, at: str, reading: Reading) -> list[dict[str, Any]]:
    """Read a list of turns, or the JSON text of one; raises FormatError with the pointer of what is wrong."""
    if isinstance(value, str):
        try:
            value = parse_embedded(value)
        except ValueError as error:
            value = _python_list(value)
            if value is None:
                raise FormatError(at, f"text that is not a JSON list of messages: {error}") from None
        reading.note(
            "format/json-text", at, f"{at.rpartition(chr(47))[2]} was a JSON text and has been parsed"
        )
    if not isinstance(value, list):
        raise FormatError(at, "must be a list of messages")
    if plain_turns(value, ROLES):
        return value
    if value and _has_other_keys(value[0]):
        value = _renamed(value, at, reading)
    messages: list[dict[str, Any]] = []
    for index, item in enumerate(value):
        message = read_message(item, f"{at}/{index}", reading)
        if message.pop(CALL, False) and messages and _only_calls(messages[-1], value[index - 1]):
            messages[-1]["tool_calls"] += message["tool_calls"]  # one turn, several calls
        else:
            messages.append(message)
    link_calls(messages, at, reading)
    return messages


def _has_other_keys(message: Any) -> bool:
    """Tell whether a message has neither the keys of a chat nor those of ShareGPT."""
    return isinstance(message, dict) and (
        message.keys().isdisjoint(_SPEAKER) or message.keys().isdisjoint(_SPEAKS)
    )


def _renamed(turns: list[Any], at: str, reading: Reading) -> list[Any]:
    """Bring turns of other keys to role and content where it is plain what they mean."""
    if (plain := plain_messages(turns)) is not None:
        reading.note("format/turn-keys", f"{at}/0", "turns are written as LangChain writes them")
        return plain
    if (plain := renamed_turns(turns)) is None:
        return turns
    keys = [(old, new) for old, new in zip(turns[0], plain[0], strict=True) if old != new]
    about = " and ".join(f"{shown(old)} instead of {new}" for old, new in keys)
    reading.note("format/turn-keys", f"{at}/0", f"turns have {about}")
    return plain


def _python_list(text: str) -> Any:
    """Read what Python prints for a list, as tables saved by pandas hold it; None where it is none."""
    if len(text) > 1_000_000 or not text.lstrip().startswith("[{'"):
        return None
    try:
        return literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def _only_calls(message: dict[str, Any], raw: Any) -> bool:
    return role_of(raw.get("role", raw.get("from"))) == CALL and "tool_calls" in message


def read_message(message: Any, at: str, reading: Reading) -> dict[str, Any]:
    """Read one turn; the key `call` in the result says that the turn was nothing but calls."""
    if not isinstance(message, dict):
        raise FormatError(at, "a message must be an object")
    said = next((key for key in _SAID if key in message), "content")
    given = {key: item for key, item in message.items() if item is not None or key == said}
    if len(given) < len(message):
        reading.note("format/null-keys", at, "keys that are null are left out")
    speaker = next((key for key in _SPEAKER if key in given), "role")
    name = given.get(speaker)
    role = (
        name if isinstance(name, str) and name in ROLES else _role(name, f"{at}/{speaker}", speaker, reading)
    )
    if role == CALL:
        calls = _text_calls(given.get(said), f"{at}/{said}")
        return {"role": "assistant", "content": None, "tool_calls": calls, CALL: True}
    result: dict[str, Any] = {"role": role}
    content = read_content(given.get(said), f"{at}/{said}", reading)
    if said in given:
        result["content"] = content.content
    calls = read_calls(given["tool_calls"], f"{at}/tool_calls", reading) if given.get("tool_calls") else []
    if calls or content.calls:
        result["tool_calls"] = calls + content.calls
    if isinstance(call := given.get("function_call"), dict):
        arguments = read_arguments(call.get("arguments"), f"{at}/function_call/arguments", reading)
        result["function_call"] = call | {"arguments": arguments}
    result |= {key: given[key] for key in _KEPT if key in given}
    thoughts = [given[key] for key in _REASONING if isinstance(given.get(key), str)] + content.thoughts
    if thoughts:
        result["reasoning_content"] = "\n\n".join(thoughts)
    _weigh(given, result, at, reading)
    if left := {key: item for key, item in given.items() if key not in _READ}:
        reading.left[at] = left
    return result


def _role(name: Any, at: str, key: str, reading: Reading) -> str:
    role = role_of(name)
    if role is None:
        raise FormatError(
            at, f"unknown role {shown(name)}" if name is not None else "a message without a role"
        )
    if key == "role" and role != CALL:
        reading.note("format/role-renamed", at, f"role {shown(name)} is read as {role}")
    return role


def _text_calls(value: Any, at: str) -> list[dict[str, Any]]:
    """Read the calls of a turn whose role says that it is a call; texts and objects are both usual there."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise FormatError(at, "a call turn without a call")
    return read_calls(value, at, Reading())


def _weigh(given: dict[str, Any], result: dict[str, Any], at: str, reading: Reading) -> None:
    """Bring the training marks of other trainers to `weight`: 0 is not trained; 1 is what no mark means."""
    for key in _LOSS:
        if key not in given:
            continue
        if given[key] in (0, 1):
            if result["role"] == "assistant" and not given[key]:
                result["weight"] = 0
        else:
            reading.left.setdefault(at, {})[key] = given[key]
