"""canonical examples -> the wire lines of one target."""

from collections.abc import Iterator

import orjson
import polars as pl

from curate.formats import openai_chat
from curate.spec.config import Target


def emit(examples: pl.DataFrame, target: Target) -> Iterator[tuple[bytes, int]]:
    """Yield (wire line, its tokens) for each example."""
    for record in examples["record"]:
        yield orjson.dumps(openai_chat.emit(orjson.loads(record))) + b"\n", 0
