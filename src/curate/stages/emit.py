"""Write the lines of one chunk for one provider and split."""

from collections.abc import Iterator

import orjson
import polars as pl

from curate.formats import all_formats


def lines(examples: pl.DataFrame, layout: str) -> Iterator[bytes]:
    """Yield each example as a wire line of the layout, newline included."""
    write = all_formats()[layout].emit
    for record in examples["record"]:
        yield orjson.dumps(write(orjson.loads(record))) + b"\n"
