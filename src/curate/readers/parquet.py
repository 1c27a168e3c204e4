"""Parquet: a record is the JSON object of one row, numbered from 1; keys that are null stand in it as null."""

import base64
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copyfileobj
from typing import Any, BinaryIO

import orjson

from curate.model import Finding, RawRecord, Severity

SUFFIXES = (".parquet",)
BY_BYTES = False
ROWS_AT_ONCE = 5_000


def records(stream: BinaryIO) -> Iterator[RawRecord]:
    """Yield the rows, a few thousand in memory at once; Parquet is read from its end, so the stream is spooled."""
    import polars as pl

    with tempfile.TemporaryDirectory(prefix="curate-") as folder:
        path = Path(folder) / "rows.parquet"
        with path.open("wb") as out:
            copyfileobj(stream, out, 1 << 20)
        row = 0
        try:
            for frame in pl.scan_parquet(path, glob=False).collect_batches(
                chunk_size=ROWS_AT_ONCE, maintain_order=True
            ):
                for values in frame.iter_rows(named=True):
                    yield RawRecord(
                        row, row + 1, orjson.dumps(values, default=_plain, option=orjson.OPT_NON_STR_KEYS)
                    )
                    row += 1
        except pl.exceptions.PolarsError as error:
            about = f"the Parquet data are damaged: {str(error).splitlines()[0][:120]}"
            wrong = Finding("structure/damaged-container", Severity.ERROR, about, effect="rejected")
            yield RawRecord(row, row + 1, b"", wrong)


def _plain(value: Any) -> Any:
    """Write what JSON has no type for."""
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            return base64.b64encode(value).decode()
    if isinstance(value, Decimal | timedelta):
        return str(value)
    raise TypeError(f"a Parquet value of type {type(value).__name__}")
