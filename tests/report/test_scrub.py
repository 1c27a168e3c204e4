"""The last gate lets no secret of our own entity packs through, and leaves ordinary messages alone."""

import re
from typing import Any

import pytest
import yaml

from curate.report.scrub import scrub
from curate.resources import folder

SECRETS = yaml.safe_load((folder("rules") / "entities" / "secrets.yaml").read_bytes())["secrets"]
# a password of a person's own has no look by which a message could tell it
WITHOUT_A_LOOK = {"connection-string", "url-password", "password", "basic-auth", "slack-webhook"}


def joined(example: Any) -> str:
    parts = example if isinstance(example, list) else [example]
    return "".join(p["repeat"] * p["times"] if isinstance(p, dict) else str(p) for p in parts)


@pytest.mark.parametrize(
    "secret", [s for s in SECRETS if s["id"] not in WITHOUT_A_LOOK], ids=lambda s: s["id"]
)
def test_a_secret_is_named_not_shown(secret: dict[str, Any]) -> None:
    shape = re.compile(secret["regex"], re.IGNORECASE if secret.get("ignore_case") else 0)
    for example in map(joined, secret["fails"]):
        match = shape.search(example)
        assert match
        assert match[1] not in scrub(f"unknown key {example} here")


@pytest.mark.parametrize(
    "text",
    [
        "70,112 tokens, limit 65,536: 4,576 answer tokens lost",
        "gpt-4.1-mini-2025-04-14: the model and every model tuned from it ends 2027-01-14",
        "an integer of 16 digits at column 9 is beyond 2^53: other parsers change its last digits",
        "data/2026-11-22/Train_File_Export_2026.jsonl:812",
        "images/…: 1,024 x 768 pixels, PNG, 3 of 10",
        "the tool get_customer_order_by_number is called and not declared",
        "content_hash 9f1c2ab34d5e6f70",
        "10 rows, 50 are advised; similarity 0.83",
    ],
)
def test_an_ordinary_message_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize(
    "value",
    [
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
        "078-05-1120",
        "+49 30 901820",
        "(212) 555-0187",
        "10.20.30.40",
    ],
)
def test_personal_numbers_are_named(value: str) -> None:
    assert value not in scrub(f"role is {value}, allowed: user")
