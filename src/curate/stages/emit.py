"""canonical examples -> the wire lines of one target."""

import orjson
import polars as pl

from curate.spec.config import Target
from curate.stages.check_targets import writer_of

# of a row of roles and texts ends what is written; within a text each quotation mark is escaped
_METADATA = '],"extra":{'


def emit(examples: pl.DataFrame, target: Target) -> list[bytes]:
    """Return the wire line of each example; all of them are fit for the target."""
    writer = writer_of(target)
    as_it_is = pl.lit(writer.writes_plain_rows_as_they_are) & pl.col("plain")
    end, whole = pl.col("record").str.find(_METADATA, literal=True), pl.col("record").cast(pl.Binary)
    plain = pl.when(end.is_null()).then(whole + b"\n").otherwise(whole.bin.slice(0, end) + b"]}\n")
    rows = examples.select(line=pl.when(as_it_is).then(plain), record=pl.when(~as_it_is).then("record"))
    return [
        orjson.dumps(writer.write(orjson.loads(record))[0]) + b"\n" if line is None else line
        for line, record in rows.iter_rows()
    ]
