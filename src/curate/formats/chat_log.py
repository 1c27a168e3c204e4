"""Logged calls of a chat service: a request and its response in one row, and the lines of a batch.

Covers: `request` or `body` and `response`, `input` and `output`, `inputs` and `outputs`, `modelInput` and
`modelOutput`, or `messages` beside the answer; objects or JSON texts; of OpenAI, Anthropic, Gemini and LangChain. The
parts are put together and read as the layout that they then have; ids and counts of the response are left out.
Does not cover: an answer whose question stands in another file; it is refused.
"""

from typing import Any

from curate.canonical import FormatError, Parsed, Reading
from curate.canonical.answers import read_answer, unpacked
from curate.canonical.items import is_item
from curate.canonical.langchain import plain_messages
from curate.formats import anthropic_messages, gemini_contents, openai_chat, openai_responses

BEFORE = ("openai_chat", "anthropic_messages", "bedrock_converse", "alpaca", "input_target")
_ASKED = ("request", "body", "input", "inputs", "modelInput")
_ANSWERED = ("response", "output", "outputs", "modelOutput", "result", "completion", "choices")
_BESIDE = ("response", "completion", "choices")  # the names of an answer beside `messages`
TELLING = frozenset(_BESIDE)
_ALONE = ("response", "result", "modelOutput", "choices")
_TURNS = ("messages", "contents")
_OTHERS = {"instruction", "question", "prompt"}  # a row of these may quote a conversation in its input


def accepts(record: dict[str, Any]) -> bool:
    if "messages" in record:
        return (
            len(record) > 1
            and any(isinstance(record.get(key), str | list | dict) for key in _BESIDE)
            and _waits(record["messages"])
        )
    if record.keys() & _OTHERS:
        return False
    return _request(record)[1] is not None or _alone(record) is not None


def _waits(messages: Any) -> bool:
    """Tell whether a list of messages ends with one that is to be answered."""
    last = messages[-1] if isinstance(messages, list) and messages else None
    return isinstance(last, dict) and last.get("role") in ("user", "tool", "function")


def _request(record: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    """Return the key of the request and what the service was sent, which are none where the row is no log."""
    if "messages" in record:
        return "", record
    answered = any(record.get(key) is not None for key in _ANSWERED)
    for key in _ASKED:
        sent = unpacked(record.get(key)) if answered or key in ("request", "body") else None
        if isinstance(sent, list) and not isinstance(record.get("output"), list):
            sent = {"messages": sent}
        if isinstance(sent, dict) and isinstance(sent.get("body"), dict):
            sent = sent["body"]
        if isinstance(sent, dict) and (turns := plain_messages(sent.get("messages"))):
            sent = sent | {"messages": turns}
        if isinstance(sent, dict) and _is_request(sent):
            return key, sent
    return "", None


def _is_request(sent: dict[str, Any]) -> bool:
    for key in _TURNS:
        if isinstance(turns := sent.get(key), list):
            return bool(turns) and isinstance(turns[0], dict) and bool(turns[0].keys() & {"role", "parts"})
    asked = sent.get("input")
    return isinstance(asked, list) and bool(asked) and is_item(asked[0])


def _alone(record: dict[str, Any]) -> str | None:
    """Return the key of an answer that has no request beside it."""
    if record.get("object") == "chat.completion" or "custom_id" in record or "recordId" in record:
        return next((key for key in _ALONE if isinstance(record.get(key), dict | list)), None)
    return None


def parse(record: dict[str, Any]) -> Parsed:
    key, sent = _request(record)
    if sent is None:
        about = "the answer stands without its question: join it with its request in one row first"
        raise FormatError(f"/{_alone(record)}", about)
    if record.get("error"):
        raise FormatError("/error", "the request failed: there is no answer")
    reading = Reading()
    at = _answer_key(record, key)
    answer = read_answer(record[at], f"/{at}", reading) if at else {}
    asked = {name: value for name, value in sent.items() if key or name != at}
    inner = _joined(asked, answer, at)
    try:
        fields, notes = _layout(inner).parse(inner)
    except FormatError as error:
        raise FormatError(_place(error.pointer, key, at, sent), error.reason) from None
    more = fields.get("extra", {})
    rest = {name: value for name, value in record.items() if name not in (key, at) and value is not None}
    extra = rest | ({key: more} if more else {}) if key else more
    fields = {name: value for name, value in fields.items() if name != "extra"}
    placed = (note._replace(pointer=_place(note.pointer, key, at, sent)) for note in notes)
    return Parsed(fields | ({"extra": extra} if extra else {}), (*reading.notes.values(), *placed))


def _answer_key(record: dict[str, Any], key: str) -> str:
    """Return the key of the answer, empty where there is none."""
    if not key:
        return next((name for name in _BESIDE if isinstance(record.get(name), str | list | dict)), "")
    return next((name for name in _ANSWERED if name != key and record.get(name) is not None), "")


def _place(pointer: str, key: str, at: str, sent: dict[str, Any]) -> str:
    """Say where in the row a place of the joined conversation stands."""
    _, name, index, *_ = [*pointer.split("/"), "", "", ""]
    asked = len(sent.get(name, ())) if name in _TURNS else 0
    if name == "output" or (name in _TURNS and index.isdecimal() and int(index) >= asked):
        return f"/{at}"
    return f"/{key}{pointer}" if key and pointer else pointer


def _joined(sent: dict[str, Any], answer: dict[str, Any], at: str) -> dict[str, Any]:
    """Put the answer behind what it answers, in the dialect of the request."""
    if text := answer.get("text"):
        spoken = {"role": "assistant", "content": text}
        answer = {
            "messages": [spoken],
            "output": [spoken],
            "contents": [{"role": "model", "parts": [{"text": text}]}],
        }
    for key in _TURNS:
        if key in sent and answer:
            if key not in answer:
                raise FormatError(f"/{at}", "the answer is not of the kind that the request asks for")
            turns = answer[key]
            return sent | {key: turns if turns[: len(sent[key])] == sent[key] else sent[key] + turns}
    return sent | {"output": answer["output"]} if "output" in answer else sent


def _layout(inner: dict[str, Any]) -> Any:
    if "contents" in inner:
        return gemini_contents
    if "messages" not in inner:
        return openai_responses
    return anthropic_messages if anthropic_messages.accepts(inner) else openai_chat
