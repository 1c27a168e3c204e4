"""Glaive function calling: `system` with the functions in its text, `chat` of USER:, ASSISTANT:, FUNCTION RESPONSE:.

Functions become `tools`, <functioncall> a tool call, a response a tool message. Arguments in single quotes are usual.
"""

import re
from json import JSONDecoder
from typing import Any

from curate.canonical import FormatError, Parsed, Reading, example
from curate.canonical.single import with_system
from curate.canonical.tools import link_calls, read_arguments, read_call, read_tools
from curate.parsing.strict_json import parse_embedded

_TURN = re.compile(r"(?:\A|\n)[ \t]*(USER|ASSISTANT|FUNCTION RESPONSE):[ \t]*")
_ROLES = {"USER": "user", "ASSISTANT": "assistant", "FUNCTION RESPONSE": "tool"}
_END, _CALL = "<|endoftext|>", "<functioncall>"
_QUOTED = re.compile(r"(\"arguments\"\s*:\s*)'(.*)'(\s*\}\s*)\Z", re.S)
_FUNCTIONS = re.compile(r"(?:^|- ?)\s*(?=[\[{])", re.M)
_ACCESS = re.compile(r",?\s*with access to the following functions\b.*\Z", re.S | re.I)
_DECODER = JSONDecoder()


def accepts(record: dict[str, Any]) -> bool:
    chat = record.get("chat")
    return (
        isinstance(chat, str)
        and isinstance(record.get("system", ""), str)
        and bool(_TURN.match(chat.lstrip()))
    )


def parse(record: dict[str, Any]) -> Parsed:
    reading = Reading()
    system, tools = _system(record.get("system", "").strip().removeprefix("SYSTEM:").strip(), reading)
    messages = _messages(record["chat"].lstrip(), reading)
    link_calls(messages, "/chat", reading)
    fields: dict[str, Any] = {"messages": with_system(system, messages)}
    if tools:
        fields["tools"] = tools
    return example(reading, record, frozenset({"system", "chat"}), fields)


def _system(text: str, reading: Reading) -> tuple[str, list[dict[str, Any]]]:
    """Part the system text from the functions that it lists, one JSON object after another."""
    start = _FUNCTIONS.search(text)
    if start is None:
        return text, []
    found: list[Any] = []
    end = start.end()
    while text[end : end + 1] in ("{", "["):
        try:
            value, end = _DECODER.raw_decode(text, end)
        except (ValueError, RecursionError):
            raise FormatError("/system", f"a function that is not JSON at character {end + 1}") from None
        found += value if isinstance(value, list) else [value]
        end += len(text[end:]) - len(text[end:].lstrip(" \t\r\n,"))
    about = "the functions in the system text are declared as tools and taken out of it"
    reading.note("format/tools-from-text", "/system", about)
    said = _ACCESS.sub(".", text[: start.end()].strip(" \t\r\n-"))
    return "\n\n".join(part for part in (said, text[end:].strip()) if part), read_tools(
        found, "/system", reading
    )


def _messages(chat: str, reading: Reading) -> list[dict[str, Any]]:
    turns = _TURN.split(chat)[1:]  # the text begins with a speaker
    messages = []
    for speaker, said in zip(turns[::2], turns[1::2], strict=True):
        message: dict[str, Any] = {"role": _ROLES[speaker], "content": said.replace(_END, "").strip()}
        if speaker == "ASSISTANT" and _CALL in said:
            before, *calls = message["content"].split(_CALL)
            message["content"] = before.strip() or None
            message["tool_calls"] = [_call(call.strip(), reading) for call in calls]
        messages.append(message)
    return messages


def _call(text: str, reading: Reading) -> dict[str, Any]:
    """Read a call; its arguments may be a text in single quotes that is JSON itself."""
    quoted = _QUOTED.search(text)
    try:
        if quoted is None:
            call = parse_embedded(text)
            arguments = read_arguments(call.get("arguments"), "/chat", reading)
        else:
            call = parse_embedded(f"{text[: quoted.start()]}{quoted[1]}null{quoted[3]}")
            arguments = _json_text(quoted[2])
        return read_call(call | {"arguments": arguments}, "/chat", reading)
    except (ValueError, TypeError, AttributeError) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError("/chat", f"a {_CALL} that is not JSON") from None


def _json_text(text: str) -> str:
    """Return a text that must be JSON, without the escapes that Python's single quotes need."""
    try:
        parse_embedded(text)
    except ValueError:
        text = text.replace("\\'", "'")
        parse_embedded(text)
    return text
