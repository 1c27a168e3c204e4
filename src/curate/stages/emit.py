"""canonical examples -> the wire lines of one target."""

from collections.abc import Iterator

import orjson
import polars as pl

from curate.engines.tokens import encoding_for
from curate.spec.config import Target
from curate.stages.check_targets import writer_of


def emit(examples: pl.DataFrame, target: Target) -> Iterator[tuple[bytes, int]]:
    """Yield (wire line, its tokens) for each example that is fit for the target."""
    tokens = f"tokens_{encoding_for(target.model).encoding}"
    write = writer_of(target).write
    fit = examples.filter(pl.col(f"fit_{target.folder}"))
    for record, n_tokens in fit.select("record", tokens).iter_rows():
        line, _ = write(orjson.loads(record))
        yield orjson.dumps(line) + b"\n", n_tokens
