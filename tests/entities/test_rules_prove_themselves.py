"""Every entity and secret of rules/entities is found in its `fails` and leaves its `passes` alone."""

import json
from pathlib import Path

import polars as pl
import pytest

from curate.engines.entities import find_in_texts
from curate.redaction.policy import packs, resolve_policy
from curate.spec.config import Redact

ENTITIES = [e for pack in packs() for e in pack.entities]
SECRETS = [s for pack in packs() for s in pack.secrets]


def found(text: str) -> set[str]:
    hits = find_in_texts(pl.Series([text]), resolve_policy(Redact())).hits.get(text)
    return {span.entity for span in (*hits.redact, *hits.report)} if hits else set()


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda e: e.id)
def test_entity(entity) -> None:
    assert [text for text in entity.fails if entity.id not in found(text)] == []
    assert [text for text in entity.passes if entity.id in found(text)] == []


@pytest.mark.parametrize("secret", SECRETS, ids=lambda s: s.id)
def test_secret(secret) -> None:
    assert [text for text in secret.fails if secret.entity.id not in found(text)] == []
    assert [text for text in secret.passes if secret.entity.id in found(text)] == []


def test_key_shaped_strings_of_the_shared_cases(shared: Path) -> None:
    wrong = []
    for line in (shared / "cases" / "pii" / "secret_parts.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        text = "".join(p if isinstance(p, str) else p["repeat"] * p["times"] for p in case["parts"])
        if any(e.startswith("SECRET") for e in found(text)) != case["expect"]:
            wrong.append(case["id"])
    assert wrong == []
