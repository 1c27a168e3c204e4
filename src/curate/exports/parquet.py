"""train.parquet and validation.parquet with the rows of the JSON Lines files.

Covers: files that we wrote ourselves. A key that a row lacks becomes null: Parquet has no other word for it. A place
whose values no column can hold (an object in one row and a text in the next, an object without keys, more than 64
bits) holds JSON text.
Does not cover: JSON Lines of others, which polars reads with losses.
"""

from glob import escape
from pathlib import Path
from typing import Any

import polars as pl

from curate.exports.columns import has_texts, of_file, polars_type, rewrite
from curate.spec.config import Target
from curate.storage.stage_files import temporary_for


def write(folder: Path, target: Target, export: dict[str, Any]) -> list[Path]:
    return [
        to_parquet(lines)
        for side in ("train", "validation")
        if (lines := folder / f"{side}.jsonl").stat().st_size
    ]


def to_parquet(lines: Path) -> Path:
    """Write the Parquet file beside a JSON Lines file of ours, in bounded memory."""
    path = lines.with_suffix(".parquet")
    temporary = temporary_for(path)
    columns = of_file(lines)
    rewritten = temporary_for(lines)
    try:
        if has_texts(columns):
            rewrite(lines, columns, rewritten)
            lines = rewritten
        schema = {name: polars_type(column) for name, column in columns.items()}
        pl.scan_ndjson(escape(str(lines)), schema=schema).sink_parquet(temporary, compression="zstd")
    finally:
        rewritten.unlink(missing_ok=True)
    temporary.replace(path)
    return path
