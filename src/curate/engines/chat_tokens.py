"""How many tokens a chat record is, by OpenAI's published formulas.

A message is 3 + its role + its content (+ 1 + its name); a request adds 3, a training example adds 1. The last is
what a finished job billed: 10 examples, 448 tokens an epoch, 10 epochs, `trained_tokens` 4,480 (2024-12-30).
Functions follow the notebook's constants for gpt-4o and gpt-4. Sources: openai-cookbook
How_to_count_tokens_with_tiktoken.ipynb; github.com/ziippy/openai_hello @274467b; both read 2026-11-22.

Does not cover exactly (`exact` is False then): calls of tools, tools with nested parameters, images of unknown size
or `auto` detail (a range), audio, files.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from curate.engines.image_tokens import image_tokens
from curate.engines.tokens import count_one
from curate.records import SIDES, calls_of, messages_of

PER_MESSAGE, PER_NAME, PER_EXAMPLE, PER_REQUEST = 3, 1, 1, 3
FUNCTION_START = {"o200k_base": 7, "cl100k_base": 10}
PROPERTIES_START, PROPERTY, ENUM_START, ENUM_ITEM, FUNCTIONS_END = 3, 3, -3, 3, 12
REASONING = "reasoning_content"
PLAIN_SCHEMA = {"type", "description", "enum"}


class Piece(NamedTuple):
    """Texts to count and a fixed number to add, for one part of a record; `trained` where loss is taken.

    `spare` tokens may come on top. `times` counts the examples that hold the part, where a provider makes an example of
    every answer.
    """

    texts: tuple[str, ...] = ()
    fixed: int = 0
    trained: bool = False
    exact: bool = True
    spare: int = 0
    times: int = 1


class ExampleTokens(NamedTuple):
    """Tokens of one example: all that is read and billed, those that are learnt, and whether a formula knows."""

    total: int
    trained: int
    exact: bool


def example_tokens(record: dict[str, Any], encoding: str) -> ExampleTokens:
    """Count one canonical record as a training example.

    >>> example_tokens({"messages": [{"role": "user", "content": "hi"}]}, "o200k_base")
    ExampleTokens(total=6, trained=0, exact=True)
    """
    return sum_pieces(pieces_of(record, encoding), encoding)


def request_tokens(messages: Iterable[dict[str, Any]], tools: list[Any], encoding: str) -> int:
    """Count the input of one call of the chat API: the published formula, 3 once a request."""
    pieces = [piece for message in messages for piece in message_pieces(message)]
    return sum_pieces([*pieces, *tool_pieces(tools, encoding), Piece(fixed=PER_REQUEST)], encoding).total


def sum_pieces(pieces: Iterable[Piece], encoding: str) -> ExampleTokens:
    total = trained = 0
    exact = True
    for piece in pieces:
        tokens = piece.fixed + sum(count_one(text, encoding) for text in piece.texts)
        total += tokens
        trained += tokens if piece.trained else 0
        exact = exact and piece.exact
    return ExampleTokens(total, trained, exact)


def unrolled(record: dict[str, Any], encoding: str) -> Iterator[Piece]:
    """Yield the pieces of a record with `times`, for a provider that makes examples of the answers of reasoning rows.

    The example of an answer holds all before it and its own reasoning, but no earlier reasoning. Rows without reasoning
    are left whole. Source: docs.fireworks.ai/fine-tuning/fine-tuning-models, read 2026-11-22.
    """
    messages = [message for _, message in messages_of(record)]
    answers = [message.get("role") == "assistant" for message in messages]
    if not any(isinstance(message.get(REASONING), str) for message in messages) or not any(answers):
        yield from pieces_of(record, encoding)
        return
    for place, message in enumerate(messages):
        following = sum(answers[place:])
        said = {key: value for key, value in message.items() if key != REASONING}
        yield from (piece._replace(times=following) for piece in message_pieces(said))
        if isinstance(thought := message.get(REASONING), str):
            yield reasoning_piece(thought, message)
    rest = {key: value for key, value in record.items() if key not in SIDES}
    yield from (piece._replace(times=sum(answers)) for piece in pieces_of(rest, encoding))


def pieces_of(record: dict[str, Any], encoding: str) -> Iterator[Piece]:
    """Yield what a canonical record is billed for; both answers of a preference row."""
    yield Piece(fixed=PER_EXAMPLE)
    if isinstance(text := record.get("text"), str):
        yield Piece((text,), trained=True)
    for _, message in messages_of(record):
        yield from message_pieces(message)
    yield from (
        Piece((step,), trained=True) for step in _list(record, "completions") if isinstance(step, str)
    )
    tools = [tool.get("function") for tool in _list(record, "tools") if isinstance(tool, dict)]
    yield from tool_pieces([*tools, *_list(record, "functions")], encoding)


def message_pieces(message: dict[str, Any]) -> Iterator[Piece]:
    """Yield the parts of one message."""
    trained = is_trained(message)
    yield Piece((str(message.get("role")),), PER_MESSAGE)
    if isinstance(name := message.get("name"), str):
        yield Piece((name,), PER_NAME)
    if isinstance(content := message.get("content"), str):
        yield Piece((content,), trained=trained)
    for part in _list(message, "content"):
        yield part_piece(part, trained)
    if isinstance(thought := message.get(REASONING), str):
        yield reasoning_piece(thought, message)
    if isinstance(text := message.get("refusal"), str):
        yield Piece((text,), trained=trained)
    for _, function in calls_of(message):
        texts = [function.get("name"), function.get("arguments")]
        yield Piece(tuple(t for t in texts if isinstance(t, str)), PER_MESSAGE, trained, exact=False)


def reasoning_piece(text: str, message: dict[str, Any]) -> Piece:
    return Piece((text,), trained=is_trained(message), exact=False)


def is_trained(message: dict[str, Any]) -> bool:
    return message.get("role") == "assistant" and message.get("weight") != 0


def _list(value: dict[str, Any], key: str) -> list[Any]:
    return found if isinstance(found := value.get(key), list) else []


def part_piece(part: Any, trained: bool) -> Piece:
    """Return what one content part counts."""
    if not isinstance(part, dict):
        return Piece(exact=False)
    if isinstance(text := part.get("text"), str):
        return Piece((text,), trained=trained)
    image = image_tokens(part.get("image_url"))
    return Piece(fixed=image.least, exact=image.least == image.most, spare=image.most - image.least)


def tool_pieces(functions: Iterable[Any], encoding: str) -> Iterator[Piece]:
    """Yield what function definitions count; nested parameters add their names and descriptions, inexactly."""
    found = [function for function in functions if isinstance(function, dict)]
    for function in found:
        line = f"{function.get('name') or ''}:{_sentence(function.get('description'))}"
        yield Piece((line,), FUNCTION_START[encoding])
        parameters = function.get("parameters")
        properties = parameters.get("properties") if isinstance(parameters, dict) else None
        if isinstance(properties, dict) and properties:
            yield Piece(fixed=PROPERTIES_START)
            yield from _property_pieces(properties)
    if found:
        yield Piece(fixed=FUNCTIONS_END)


def _property_pieces(properties: dict[str, Any]) -> Iterator[Piece]:
    for key, value in properties.items():
        schema = value if isinstance(value, dict) else {}
        kind = schema.get("type", "")
        line = f"{key}:{kind if isinstance(kind, str) else ''}:{_sentence(schema.get('description'))}"
        yield Piece((line,), PROPERTY, exact=schema.keys() <= PLAIN_SCHEMA)
        if isinstance(enum := schema.get("enum"), list) and enum:
            yield Piece(fixed=ENUM_START)
            for item in enum:
                yield Piece((str(item),), ENUM_ITEM, exact=isinstance(item, str))
        inner = schema.get("items") if isinstance(schema.get("items"), dict) else schema
        if isinstance(inner, dict) and isinstance(inner.get("properties"), dict):
            yield from _property_pieces(inner["properties"])


def _sentence(description: Any) -> str:
    return description.removesuffix(".") if isinstance(description, str) else ""
