"""A second pass changes nothing, whatever the texts and the mode."""

import pytest

from curate.redaction.policy import resolve_policy
from curate.spec.config import Redact
from curate.stages.redact import redact_chunk
from tests.entities.test_gates import fuzzed
from tests.entities.test_redact import chat, chunk_of


@pytest.mark.parametrize("mode", ["placeholder", "mask", "hash", "surrogate"])
def test_fuzzed_conversations(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURATE_REDACTION_KEY", "k")
    policy = resolve_policy(Redact.model_validate({"mode": mode}))
    texts = fuzzed(300, 9)
    chunk = chunk_of(*(chat(*pair) for pair in zip(texts[::2], texts[1::2], strict=True)))
    once = redact_chunk(chunk, policy)
    assert not once.examples.equals(chunk.examples)
    assert redact_chunk(once, policy).examples.equals(once.examples)
