"""A gate never hides a finding: each recognizer behind its gate finds what Presidio finds alone."""

import inspect
import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from presidio_analyzer import EntityRecognizer, PatternRecognizer, RecognizerResult, predefined_recognizers

from curate.engines.gate_digits import CLOSE, GAP
from curate.engines.gates import CLOSE_DIGITS, Untranslatable, demanded_digits, gate_of, to_rust_superset
from curate.engines.phone import find_phones
from curate.engines.recognizers import PRESIDIO_FLAGS, Found, make, presidio_recognizer, uncontained
from curate.engines.scan import Look, scan
from curate.redaction.conditions import may_be_phone, strict_phone
from curate.redaction.policy import packs
from curate.spec.entities import Recognizer

OURS = [r for pack in packs() for r in pack.recognizers]


@cache
def every_recognizer() -> tuple[Recognizer, ...]:
    """All pattern recognizers that Presidio ships, and ours."""
    known = {r.name for r in OURS}
    more = []
    for name, cls in sorted(vars(predefined_recognizers).items()):
        if inspect.isclass(cls) and issubclass(cls, PatternRecognizer) and name not in known:
            entity = inspect.signature(cls).parameters["supported_entity"].default
            more.append(Recognizer(name=name, type="predefined", supported_entity=entity))
    return (*OURS, *more)


def alone(spec: Recognizer, texts: list[str]) -> set[tuple[int, int, int, float]]:
    """What Presidio's own object finds; where one character makes it crash, nothing is expected."""
    recognizer = presidio_recognizer(spec)
    found = set()
    for index, text in enumerate(texts):
        try:
            results = recognizer.analyze(text, [spec.supported_entity])
        except ValueError:
            continue
        found |= {(index, r.start, r.end, r.score) for r in results}
    return found


def gated(spec: Recognizer, texts: list[str]) -> set[tuple[int, int, int, float]]:
    spans = scan(pl.Series("text", texts, pl.String), [Look(make(spec))]).spans
    return set(spans.select("text", "start", "end", "score").iter_rows())


def differences(texts: list[str], recognizers: tuple[Recognizer, ...]) -> dict[str, Any]:
    found = {r.name: alone(r, texts) ^ gated(r, texts) for r in recognizers}
    return {name: some for name, some in found.items() if some}


def test_all_but_one_pattern_translates() -> None:
    patterns = [
        (r.name, p.regex)
        for r in every_recognizer()
        if r not in OURS or r.type == "predefined"
        for p in getattr(presidio_recognizer(r), "patterns", ())
    ]
    refused = set()
    for name, pattern in patterns:
        try:
            to_rust_superset(pattern, PRESIDIO_FLAGS)
        except Untranslatable:
            refused.add(name)
    assert len(patterns) >= 170
    assert refused == {"ItDriverLicenseRecognizer"}  # an inline (?i) that is not at the start


@pytest.mark.parametrize(
    "pattern",
    ["[[:alpha:]]+", "[a[:digit:]]", "(?:abc){e<=1}", r"\p{L}+", "a(?(1)b|c)", "(?a)\\d", "", r"\b", "a*"],
)
def test_what_two_parsers_read_differently_has_no_gate(pattern: str) -> None:
    assert gate_of([(pattern, PRESIDIO_FLAGS)]) is None


PATTERNS = (
    r"\d{3}-\d\d-\d{4}", r"(?:4\d{3}|5[1-5]\d\d)(?:[- ]?\d{4}){3}", r"\d+[a-z]{0,7}\d{5}", r"[A-Z]\d{8}|\d{9}",
    r"(?:\d\D{0,5}){6}", r"\d{5}.{3,9}\d{4}", r"a\d?b{2,}\d{3}(?:c|\d{7})", r"(?:\d\d[a-z]{7}){2,3}", r"\d{30,}x*",
)  # fmt: skip
CHAINS = "|".join(f"(?:{pattern})" for pattern in PATTERNS)


@given(st.from_regex(CHAINS, fullmatch=True))
def test_a_match_holds_the_digits_that_are_promised(match: str) -> None:
    at_least = max(demanded_digits(p) for p in PATTERNS if regex.fullmatch(p, match))
    runs = re.split(rf"\D{{{GAP + 1},}}", match)
    assert max(len(re.sub(r"\D", "", run)) for run in runs) >= at_least
    if at_least >= CLOSE:
        assert pl.Series([match]).str.contains(CLOSE_DIGITS).item()


@cache
def every_character() -> pl.Series:
    return pl.Series([chr(c) for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF])


@pytest.mark.parametrize(
    "pattern", [r"\d", r"\w", r"\s", r"\D", "[A-Z]", "[a-z0-9]", "i", "K", "s", r"[^\d\W]"]
)
def test_a_gate_passes_every_character_that_regex_takes(pattern: str) -> None:
    characters = every_character()
    passed = characters.filter(characters.str.contains(to_rust_superset(pattern, PRESIDIO_FLAGS)))
    taken = set(regex.findall(pattern, "".join(characters), PRESIDIO_FLAGS))
    assert taken
    assert taken - set(passed) == set()


SEEDS = [
    "jane@contoso.com", "Card 4539 5787 6362 1486", "DE89 3704 0044 0532 0130 00", "536-90-4399", "81.2.69.142",
    "2a02:8109:9ac0:3c::1", "3C:22:FB:12:9A:0E", "call 408-247-8880", "+44 20 7946 0018", "(415) 555-2671 x23",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "911-70-1234", "H12234567", "401-023-2137", "BB1388568", "2024-02-29",
    "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "https://contoso.com/a?b=c", "030 123456", "166 4", "06 12 34 56 78",
    "tel: 9472 7916", "1-800-356-9377/2", "12/05/2021 10:30", "2012-01-02 08:00:01", "1234567890123456789012345",
    "phone no. is 94 72 79 16", "Tel. +61 2 9249 7000", "9472 7916-Fax", "(020) 5540 12 ( mobile)", "555 0182 - home",
]  # fmt: skip
NOISE = [
    *"0123456789", *"०१٣٤５６𑷠", "\u200d", "\u200b", "\xa0", "\u2011", "ı", "İ", "ſ", "K", "＋", "+", "-", ".", " ",
    "/", "(", ")", "x", "X", "#", "~", ",", ":", "\n", "a", "Z", "@", "ext. 5", "€", "%", "\ufeff", "é", "中",
]  # fmt: skip


def fuzzed(count: int, seed: int) -> list[str]:
    """Mutate seeds: other digits, separators, zero-width characters, joins; and pure noise."""
    dice = random.Random(seed)
    texts = []
    for number in range(count):
        if number % 5 == 0:
            texts.append("".join(dice.choices(NOISE, k=dice.randrange(1, 30))))
            continue
        text = list(" ".join(dice.sample(SEEDS, dice.randrange(1, 3))))
        for _ in range(dice.randrange(4)):
            at = dice.randrange(len(text))
            text[at : at + dice.randrange(3)] = [dice.choice(NOISE)]
        texts.append("".join(text))
    return texts


@pytest.mark.slow
def test_fuzzed_texts() -> None:
    assert differences(fuzzed(400, 1), tuple(OURS)) == {}


@pytest.mark.slow
def test_twenty_thousand_fuzzed_texts() -> None:
    assert differences(fuzzed(20_000, 2), every_recognizer()) == {}


def test_presidio_test_sentences(shared: Path) -> None:
    lines = (shared / "cases" / "pii" / "presidio_tests.jsonl").read_text(encoding="utf-8").splitlines()
    texts = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    assert differences(texts, tuple(OURS)) == {}


def test_strict_phone_numbers_are_the_same_whether_tried_first_or_filtered_last() -> None:
    for text in fuzzed(1200, 3):
        lazy = find_phones(text, wanted=may_be_phone).spans
        full = find_phones(text).spans
        kept = [[s for s in some if strict_phone(text, *s)] for some in (lazy, full)]
        assert kept[0] == kept[1], text


def test_what_must_follow_a_match_narrows_its_gate() -> None:
    gate = gate_of([(r"\d{3,9}(?=\s?[-(](?:fax|home)\b)(?!\d)", PRESIDIO_FLAGS)])
    assert gate
    texts = pl.Series(["44551 -Fax", "44551(home", "44551 fax", "no number -fax"])
    assert texts.str.contains(gate.pattern).to_list() == [True, True, False, False]


spans = st.tuples(st.integers(0, 12), st.integers(1, 6), st.sampled_from([0.0, 0.4, 0.5, 1.0]))


@given(st.lists(spans, max_size=12))
def test_what_lies_inside_another_finding_goes_as_presidio_says(drawn: list[tuple[int, int, float]]) -> None:
    found = [Found("URL", start, start + size, score) for start, size, score in drawn]
    theirs = EntityRecognizer.remove_duplicates(
        [RecognizerResult("URL", f.start, f.end, f.score) for f in found]
    )
    kept = {(f.start, f.end, f.score) for f in uncontained(found)}
    assert kept == {(r.start, r.end, r.score) for r in theirs}
