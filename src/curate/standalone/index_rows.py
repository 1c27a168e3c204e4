"""Files -> the rows of a saved index: place, signature and shingles of each example."""

from collections.abc import Iterable

import polars as pl

from curate.engines.minhash import signatures
from curate.engines.saved_index import SCHEMA, stored_sets
from curate.standalone.collect import collect, settings


def index_rows(paths: Iterable[str]) -> pl.DataFrame:
    """Return id (`source:line`), signature and shingles of each row that has text to compare."""
    found = collect(paths, settings())
    frames = [pl.DataFrame(schema=SCHEMA)]
    places = found.rows.rows.select("row_id", "file", "line")
    names = pl.DataFrame(
        {"file": [s.file for s in found.sources], "name": [s.name for s in found.sources]},
        {"file": pl.UInt32, "name": pl.String},
    )
    for piece in found.rows.side("shingles", None):
        mine = piece.join(places, on="row_id", maintain_order="left").join(
            names, on="file", maintain_order="left"
        )
        signed = signatures(stored_sets(mine["shingles"])).astype("<u4")
        stored = pl.Series("signature", [row.tobytes() for row in signed], pl.Binary)
        name = pl.concat_str("name", pl.lit(":"), "line").alias("id")
        frames.append(mine.select(name, stored, "shingles"))
    return pl.concat(frames)
