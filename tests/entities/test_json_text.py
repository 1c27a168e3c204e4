"""JSON documents stay valid JSON with the same types, whatever is replaced in them."""

import json
import random
import string
from typing import Any

import pytest

from curate.redaction.json_text import leaves
from curate.redaction.pieces import Piece, pieces, rewritten

ALPHABET = string.ascii_letters + string.digits + ' @.-:{}[]"\\/\n\t,é中\u2028😀'


def value(dice: random.Random, depth: int = 0) -> Any:
    kind = dice.randrange(9 if depth < 4 else 5)
    if kind == 0:
        return dice.choice([None, True, False])
    if kind == 1:
        return dice.choice([0, -1, 4082478880, 1.5, 1e300, 123456789012345678901234567890])
    if kind == 2:
        return f"mail {dice.choice(['jo', 'al'])}@contoso.com " + "".join(dice.choices(ALPHABET, k=5))
    if kind in (3, 4):
        return "".join(dice.choices(ALPHABET, k=dice.randrange(12)))
    if kind == 5:
        return json.dumps(value(dice, depth + 1), ensure_ascii=dice.random() < 0.5)
    if kind == 6:
        return [value(dice, depth + 1) for _ in range(dice.randrange(4))]
    keys = ["".join(dice.choices(ALPHABET, k=dice.randrange(1, 6))) for _ in range(dice.randrange(4))]
    return {key: value(dice, depth + 1) for key in keys}


def document(dice: random.Random) -> str:
    inside = [value(dice) for _ in range(3)]
    whole = inside if dice.random() < 0.5 else dict(zip("abc", inside, strict=True))
    return json.dumps(whole, ensure_ascii=dice.random() < 0.5, indent=dice.choice([None, 2]))


def shape(item: Any) -> Any:
    """Return what may not change: keys, types, numbers."""
    if isinstance(item, dict):
        return {key: shape(below) for key, below in item.items()}
    return (
        [shape(below) for below in item]
        if isinstance(item, list)
        else "text"
        if isinstance(item, str)
        else item
    )


def new(piece: Piece) -> str:
    return piece.text.replace("@contoso.com", '[EMAIL_1] "quoted" \\ \n é')


def check(count: int, seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(count):
        text = document(dice)
        result = rewritten(text, new)
        assert shape(json.loads(result)) == shape(json.loads(text))
        assert not any("@contoso.com" in piece.text for piece in pieces(result) if piece.kind == "string")
        assert rewritten(text, lambda piece: piece.text) == text


def test_random_documents() -> None:
    check(500, 1)


@pytest.mark.slow
def test_ten_thousand_random_documents() -> None:
    check(10_000, 2)


def test_white_space_before_a_colon_keeps_a_key_a_key() -> None:
    text = '{"jo"' + " " * 5000 + ': "x"}'
    assert [leaf.text for leaf in leaves(text)] == ["x"]


def test_both_values_of_a_repeated_key_are_looked_at() -> None:
    assert [piece.text for piece in pieces('{"to": "jo@contoso.com", "to": "x"}')] == ["jo@contoso.com", "x"]
