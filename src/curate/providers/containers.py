"""Files that are no lines of text, for a check: Parquet and tables, read by the readers of the pipeline.

Loads polars for Parquet, and only then.
"""

from collections.abc import Iterator
from pathlib import Path

import orjson

from curate.errors import InputError
from curate.providers.lines import Line

SUFFIXES = (".parquet", ".csv", ".tsv")


def rows(path: Path) -> Iterator[Line]:
    """Yield every row of a file, numbered as its reader does; raise InputError for a file that cannot be opened."""
    from curate.readers import reader_for

    suffix = path.suffix.lower()
    reader = reader_for(suffix)
    if reader is None:
        raise InputError(f"{path}: no reader for {suffix}")
    try:
        with path.open("rb") as stream:
            for raw in reader.records(stream):
                if raw.problem is not None and raw.problem.effect == "rejected":
                    yield Line(raw.line, 1, None, (raw.problem,))
                    continue
                record = orjson.loads(raw.raw)
                yield Line(raw.line, len(raw.raw), record, (raw.problem,) if raw.problem else ())
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
