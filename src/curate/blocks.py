"""Raw records <-> one Arrow block: what the task that streams a container hands to those that prepare it."""

from collections.abc import Iterable, Iterator
from io import BytesIO

import orjson
import polars as pl

from curate.model import Finding, RawRecord, Severity

BLOCK = pl.Schema({"offset": pl.UInt64, "line": pl.UInt32, "raw": pl.Binary, "problem": pl.String})


def encode_block(records: Iterable[RawRecord], first: int = 0) -> bytes:
    """Write records as an Arrow IPC stream with columns BLOCK, offsets counted from `first`; same records, same bytes.

    >>> list(decode_block(encode_block([RawRecord(7, 1, b"{}")], first=7)))
    [RawRecord(offset=0, line=1, raw=b'{}', problem=None)]
    """
    rows = [
        (r.offset - first, r.line, r.raw, orjson.dumps(r.problem.to_dict()).decode() if r.problem else None)
        for r in records
    ]
    columns = zip(*rows, strict=True) if rows else ((),) * len(BLOCK)
    frame = pl.DataFrame(
        [
            pl.Series(name, list(values), dtype)
            for (name, dtype), values in zip(BLOCK.items(), columns, strict=True)
        ]
    )
    out = BytesIO()
    frame.write_ipc_stream(out, compression="lz4")
    return out.getvalue()


def decode_block(data: bytes) -> Iterator[RawRecord]:
    """Yield the records of a block, in order."""
    for offset, line, raw, problem in pl.read_ipc_stream(BytesIO(data)).iter_rows():
        yield RawRecord(offset, line, raw, _finding(problem) if problem else None)


def _finding(text: str) -> Finding:
    values = orjson.loads(text)
    return Finding(**values | {"severity": Severity(values["severity"])})
