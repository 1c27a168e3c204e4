"""canonical examples -> the wire lines of one target."""

from collections.abc import Iterator

import orjson
import polars as pl

from curate.engines.tokens import encoding_for
from curate.spec.config import Target
from curate.stages.check_targets import writer_of

# in a row of roles and texts: within a text each quotation mark is escaped
_METADATA = r'\],"extra":\{.*$'


def emit(examples: pl.DataFrame, target: Target) -> Iterator[tuple[bytes, int]]:
    """Yield (wire line, its tokens) for each example that is fit for the target."""
    writer = writer_of(target)
    as_it_is = pl.lit(writer.writes_plain_rows_as_they_are) & pl.col("plain")
    line = pl.when(as_it_is).then(pl.col("record").str.replace(_METADATA, "]}"))
    fit = examples.filter(pl.col(f"fit_{target.folder}"))
    rows = fit.select("record", f"tokens_{encoding_for(target.model).encoding}", line=line)
    for record, n_tokens, plain in rows.iter_rows():
        if plain is None:
            wanted, _ = writer.write(orjson.loads(record))
            yield orjson.dumps(wanted) + b"\n", n_tokens
        else:
            yield plain.encode() + b"\n", n_tokens
