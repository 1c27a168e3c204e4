"""canonical examples -> the wire lines of one target."""

from collections.abc import Iterator

import orjson
import polars as pl

from curate.engines.tokens import encoding_for
from curate.spec.config import Target
from curate.stages.check_targets import writer_of

# the record of a row that is nothing but roles and texts; no text in it holds a quotation mark that is not escaped
_TURN = r'\{"role":"(?:system|user|assistant)","content":"(?:[^"\\]|\\.)*"\}'
_PLAIN = rf'^\{{"messages":\[{_TURN}(?:,{_TURN})*\](?:,"extra":\{{.*\}})?\}}$'
_EXTRA = r',"extra":\{.*$'


def emit(examples: pl.DataFrame, target: Target) -> Iterator[tuple[bytes, int]]:
    """Yield (wire line, its tokens) for each example that is fit for the target."""
    writer = writer_of(target)
    fit = examples.filter(pl.col(f"fit_{target.folder}"))
    as_it_is = fit["record"].str.contains(_PLAIN) if writer.writes_plain_rows_as_they_are else pl.lit(False)
    line = pl.when(as_it_is).then(pl.col("record").str.replace(_EXTRA, "}"))
    rows = fit.select("record", f"tokens_{encoding_for(target.model).encoding}", line=line)
    for record, n_tokens, plain in rows.iter_rows():
        if plain is None:
            wanted, _ = writer.write(orjson.loads(record))
            yield orjson.dumps(wanted) + b"\n", n_tokens
        else:
            yield plain.encode() + b"\n", n_tokens
