"""Build an Index of rows in memory: convert and sign them as a build does, in pieces of any size."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from curate.frames import FINDINGS
from curate.model import RawRecord
from curate.setup import Setup, resolve
from curate.spec.config import Config
from curate.stages import DUPLICATES, Index, narrow
from curate.stages.convert import convert
from curate.stages.sign import sign


def setup_of(**stages: Any) -> Setup:
    config = {"inputs": ["a.jsonl"], "output": "out", "providers": ["openai"], "stages": stages}
    return resolve(Config.model_validate(config), Path())


def chat(question: str, answer: str = "yes", system: str | None = None, **extra: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]
    if system is not None:
        messages.insert(0, {"role": "system", "content": system})
    return {"messages": messages} | extra


def index_of(records: list[dict[str, Any]], setup: Setup, piece: int = 1000) -> Index:
    """Return the Index of some rows; row_ids and lines are their places, from 0 and from 1."""
    chunks = []
    for first in range(0, len(records), piece) or (0,):
        raw = [
            RawRecord(first + n, first + n + 1, json.dumps(record).encode())
            for n, record in enumerate(records[first : first + piece])
        ]
        chunk = sign(convert(raw, "openai_chat"), setup)
        assert chunk.rejected.is_empty()
        chunks.append(chunk)
    rows = narrow(chunk.examples.with_columns(file=pl.lit(0, pl.UInt32)) for chunk in chunks)

    def side(name: str, columns: list[str] | None) -> Iterator[pl.DataFrame]:
        return (chunk.side[name].select(columns or pl.all()) for chunk in chunks)

    return Index(rows, pl.DataFrame(schema=DUPLICATES), pl.DataFrame(schema=FINDINGS), side, ["a.jsonl"])
