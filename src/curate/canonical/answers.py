"""What a chat service sent back, as it was logged -> the turns of its own dialect that it adds to the request."""

from typing import Any

from curate.canonical import FormatError, Reading
from curate.canonical.langchain import plain_message, plain_messages
from curate.model import Severity
from curate.parsing.strict_json import parse_embedded

_CUT = {"length", "max_tokens", "MAX_TOKENS", "content_filter", "SAFETY", "RECITATION", "incomplete"}


def unpacked(value: Any) -> Any:
    """Return the value of a JSON text that is an object or a list; anything else as it is.

    >>> unpacked('{"role": "user"}'), unpacked("[sic] hello"), unpacked(3)
    ({'role': 'user'}, '[sic] hello', 3)
    """
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return parse_embedded(value)
        except ValueError:
            return value
    return value


def read_answer(value: Any, at: str, reading: Reading) -> dict[str, Any]:
    """Return {text: ...}, or turns under `messages`, `contents` or `output`; raise FormatError where there is none."""
    if isinstance(value, str) and _is_envelope(packed := unpacked(value)):
        value = packed
    while isinstance(value, dict) and isinstance(value.get("body"), dict):
        value, at = value["body"], f"{at}/body"
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        messages = plain_messages(value) or value
        return {"messages": messages} if "role" in messages[0] else _choice(value, at, "message", reading)
    if isinstance(value, dict):
        if value.get("error"):
            raise FormatError(f"{at}/error", "the request failed: there is no answer")
        for key, inside in (("choices", "message"), ("candidates", "content")):
            if isinstance(value.get(key), list):
                return _choice(value[key], f"{at}/{key}", inside, reading)
        if isinstance(value.get("generations"), list):
            prompts = value["generations"]
            choices = prompts[0] if prompts and isinstance(prompts[0], list) else prompts
            return _choice(choices, f"{at}/generations", "message", reading)
        for key in ("output", "messages"):
            if isinstance(value.get(key), list):
                _note_cut(value.get("status"), f"{at}/status", reading)
                return {key: plain_messages(value[key]) or value[key]}
        for key in ("message", "output"):
            if isinstance(value.get(key), dict):
                value, at = value[key], f"{at}/{key}"
        if "content" in value or plain_message(value):
            _note_cut(value.get("stop_reason"), f"{at}/stop_reason", reading)
            return {"messages": [_message(value)]}
        if isinstance(value.get("output"), str):
            return {"text": value["output"]}
    raise FormatError(at, "there is no answer in it that is known")


def _is_envelope(value: Any) -> bool:
    """Tell what a service sends from an answer that happens to be JSON itself."""
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict) and value[0].keys() >= {"role", "content"}
    if not isinstance(value, dict):
        return False
    lists = (isinstance(value.get(key), list) for key in ("choices", "candidates"))
    error = value.get("error")
    return (
        any(lists)
        or value.keys() >= {"role", "content"}
        or value.get("object") == "response"
        or isinstance(value.get("body"), dict)
        or (isinstance(error, dict) and "message" in error)
    )


def _choice(choices: list[Any], at: str, inside: str, reading: Reading) -> dict[str, Any]:
    """Return the first of the answers that a service gave to one request."""
    first = choices[0] if choices else None
    message = first.get(inside) if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        raise FormatError(f"{at}/0" if choices else at, "there is no answer")
    if len(choices) > 1:
        others = f"{len(choices) - 1:,} other answer{'s' * (len(choices) > 2)} to the same request"
        reading.note("format/branches-left-out", at, f"{others} left out")
    for key in ("finish_reason", "finishReason"):
        _note_cut(first.get(key), f"{at}/0/{key}", reading)
    return {"contents": [message]} if inside == "content" else {"messages": [_message(message)]}


def _message(answer: dict[str, Any]) -> dict[str, Any]:
    """Keep of an answer what makes a message; services add empty fields, counts and ids."""
    answer = plain_message(answer) or answer
    keys = ("content", "tool_calls", "function_call", "refusal", "reasoning_content", "reasoning", "thinking")
    found = {key: answer[key] for key in keys if answer.get(key) not in (None, [])}
    return {"role": answer.get("role") or "assistant", "content": None} | found


def _note_cut(reason: Any, at: str, reading: Reading) -> None:
    if isinstance(reason, str) and reason in _CUT:
        about = f"the service stopped the answer before its end ({reason})"
        reading.note("format/answer-cut", at, about, Severity.WARNING)
