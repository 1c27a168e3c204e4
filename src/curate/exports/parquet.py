"""train.parquet and validation.parquet with the rows of the JSON Lines files.

Covers: files that we wrote ourselves, where a column has one type in every row. A key that a row lacks becomes null:
Parquet has no other word for it. Does not cover: JSON Lines of others, which polars reads with losses.
"""

from pathlib import Path
from typing import Any

import polars as pl

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
    pl.scan_ndjson(lines, infer_schema_length=None).sink_parquet(temporary, compression="zstd")
    temporary.replace(path)
    return path
