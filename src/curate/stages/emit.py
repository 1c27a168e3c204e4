"""canonical examples -> the wire lines of one target."""

from collections.abc import Iterator

import orjson
import polars as pl

from curate.engines.tokens import encoding_for
from curate.formats import openai_chat
from curate.spec.config import Target


def emit(examples: pl.DataFrame, target: Target) -> Iterator[tuple[bytes, int]]:
    """Yield (wire line, its tokens) for each example."""
    tokens = f"tokens_{encoding_for(target.model).encoding}"
    for record, n_tokens in examples.select("record", tokens).iter_rows():
        yield orjson.dumps(openai_chat.emit(orjson.loads(record))) + b"\n", n_tokens
