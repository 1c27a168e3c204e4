"""Every entity and secret of rules/entities is found in its `fails` and leaves its `passes` alone."""

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
