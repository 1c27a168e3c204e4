"""A text is left aside only where no character of it can be one that a match must hold."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate import characters
from curate.characters import ANYTHING, KINDS, WIDE, demand_of, demand_of_rust, joined, kinds, meets

PATTERNS = (
    r"\d+-\d", r"[\x00-\x08\r]", r"a@b|\d:\d", r"(?:\d{2}[:-]){3}|\.x{2}", r"[a-c.]{3}@", r"(?i)[k@]\d", r"(?i:\u212a)",
    r"(?i)[\u0100-\u0130]:", r"x(?:\.|-|\d)?y", r"(?!-)[a-z]", r"[^@]", r"(?:[{]|[}]\d)+", r"(?i:@(?-i:%))", r"\d\s\d",
    r"(-)\1", r"(?>:+)a", r"\W:", r"[\d.]", "é-", "[é-]", r"[\x7f-\x84]",
)  # fmt: skip


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), max_size=40))
def test_a_text_holds_the_kinds_of_its_bytes(texts: list[str]) -> None:
    def naive(text: str) -> int:
        data = text.encode()
        return sum(kind for kind, codes in KINDS.items() if any(byte in codes for byte in data))

    assert kinds(texts).tolist() == [naive(text) for text in texts]


def test_more_than_one_block() -> None:
    texts = ["a" * 50_000, "", "b-" * 40_000, "é", "", "1" * 300_000, ""]
    assert [kinds([text]).item() for text in texts] == kinds(texts).tolist()
    assert kinds([]).tolist() == []
    assert (kinds(["\ud800"]) & WIDE).all()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_match_meets_the_demand(pattern: str) -> None:
    demand = demand_of(characters._parser.parse(pattern))

    @given(st.from_regex(pattern, fullmatch=True))
    def meets_it(match: str) -> None:
        assert meets(kinds([match]), demand).all()

    meets_it()


def test_what_is_demanded() -> None:
    told = {pattern for pattern in PATTERNS if demand_of(characters._parser.parse(pattern)) != ANYTHING}
    silent = {r"(?i:\u212a)", r"x(?:\.|-|\d)?y", r"(?!-)[a-z]", r"[^@]"}
    assert set(PATTERNS) - told == silent
    assert demand_of_rust(r"\d@") == demand_of(re._parser.parse(r"\d@"))  # type: ignore[attr-defined]
    for only_rust in (
        r"\p{N}@",
        "[[:digit:]]@",
        "[a&&b]@",
        "[a--b]@",
        "(?-u:a)@",
        "@" * 400,
        r"\<@",
        r"\b{start}@",
        "x{ 2 }@",
    ):
        assert demand_of_rust(only_rust) in (ANYTHING, demand_of_rust("@"))
    assert demand_of_rust(r"\p{N}@") == demand_of_rust(r"\<\w") == demand_of_rust(r"\b{end}") == ANYTHING
    assert demand_of_rust(r"\x{3A}{2}a{1,3}b{2,}") == demand_of_rust(":")
    assert joined([demand_of_rust("@"), ANYTHING]) == ANYTHING
