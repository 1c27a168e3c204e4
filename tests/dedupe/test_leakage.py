"""Validation rows whose prompt or document is in training are named."""

import polars as pl

from curate.stages.leakage import leakage
from tests.dedupe.rows import chat, index_of, setup_of
from tests.dedupe.test_near_duplicates import text


def test_prompts_and_documents() -> None:
    document = text(1, 80)
    rows = [
        chat("How are you?", "fine"),
        chat(f"{document}\nWho wrote this?", "nobody"),
        chat("how are you?", "not well", "be honest"),
        chat("How are you?", "not well"),
        chat(f"What is this about?\n{document}", "words"),
        chat(text(2, 80), "words"),
    ]
    setup = setup_of()
    index = index_of(rows, setup)
    split = pl.Series("split", ["train", "train", "validation", "validation", "test", "validation"])
    found = leakage(index._replace(rows=index.rows.with_columns(split)), setup).findings
    assert found.select("row_id", "rule").rows() == [
        (3, "leakage/same-prompt"),
        (4, "leakage/shared-context"),
    ]
    assert found["message"][0] == "the prompt of this validation row is in training as well, in a.jsonl:1"
