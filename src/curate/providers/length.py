"""Tokens of one line against the model's limit, and how many answer tokens the cut at the end would take.

A text has no more tokens than UTF-8 bytes, so a line that is shorter in bytes than the limit needs no tokenizer.
Covers: lines that a wire reads back. Does not cover: templates of trainers (curate.providers.templates).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from curate.providers import Choice
from curate.providers.found import Found
from curate.providers.target import wires_of


class Limit(NamedTuple):
    """The most tokens of one example, and what the service does with a longer one (curate.providers.outcome)."""

    tokens: int
    outcome: str


def limit_of(choice: Choice) -> Limit | None:
    """Return the limit of the chosen model; of no model, the largest that a model of the method has.

    Where not every model of the method has a published limit, nobody can say what becomes of a line that is longer.
    """
    models = [choice.model] if choice.model else models_of(choice)
    facts = [m["max_tokens_per_example"] for m in models if "max_tokens_per_example" in m]
    facts = [fact for fact in facts if fact["value"] != "unknown"]
    if not facts:
        return None
    fact = max(facts, key=lambda fact: int(fact["value"]))
    known = bool(choice.model) or len(facts) == len(models)
    return Limit(fact["value"], fact.get("when_exceeded", "rejected") if known else "unclear")


def models_of(choice: Choice) -> list[dict[str, Any]]:
    """Return the models that take the method."""
    models = choice.facts["models"].values()
    return [m for m in models if not m.get("methods") or choice.method in m["methods"]]


def too_long(line: dict[str, Any], choice: Choice, limit: Limit) -> Iterator[Found]:
    """Yield a hit for a line of more tokens than the limit, with the answer tokens that would be lost."""
    reader = next((module for module in wires_of(choice) if module.reads(line)), None)
    if reader is None:
        return
    from curate.engines.chat_tokens import pieces_of, sum_pieces
    from curate.engines.tokens import encoding_for

    tokenizer = encoding_for(choice.model.get("id"))
    at = lost = 0
    for piece in pieces_of(reader.read(line), tokenizer.encoding):
        n = sum_pieces([piece], tokenizer.encoding).total
        if piece.trained:
            lost += max(0, min(n, at + n - limit.tokens))
        at += n
    if at > limit.tokens:
        shown = f"{at:,}" if tokenizer.exact else f"~{at:,}"
        yield Found("length/too-long", "", {"n": shown, "limit": limit.tokens, "lost": lost}, limit.outcome)


def count(line: Any, choice: Choice) -> int:
    """Return the tokens of one line, 0 where no wire reads it; an estimate where the vocabulary is not public."""
    reader = next((module for module in wires_of(choice) if module.reads(line)), None)
    if reader is None:
        return 0
    from curate.engines.chat_tokens import pieces_of, sum_pieces
    from curate.engines.tokens import encoding_for

    encoding = encoding_for(choice.model.get("id")).encoding
    return sum_pieces(list(pieces_of(reader.read(line), encoding)), encoding).total
