"""What was decided about every row, as a file: for the write tasks, and for people who ask why a row went."""

from io import BytesIO
from pathlib import Path

import polars as pl

from curate.building.output import decided
from curate.inputs.sources import Source
from curate.pipeline import Prepared
from curate.stages import Index
from curate.storage.stage_files import Place


def write_decisions(index: Index, sources: list[Source], prepared: list[Prepared], path: Path) -> Path:
    """Write a Parquet file of every row's fate, the reason, the split, and what was kept instead; return `path`."""
    named = index.rows.filter(pl.col("row_id").is_in(index.duplicates["kept_row_id"].drop_nulls().implode()))
    kept = named.select(
        kept_row_id="row_id",
        kept_source=pl.Series([s.name for s in sources], dtype=pl.Categorical).gather(named["file"]),
        kept_line="line",
        kept_hash=pl.Series([f"{value:016x}" for value in named["content_hash"]], dtype=pl.String),
    )
    why = index.duplicates.join(kept, on="kept_row_id", how="left").drop("kept_row_id")
    why = why.with_columns(pl.col("reason").cast(pl.Categorical))
    table = index.rows.select("row_id", "fate", "fate_reason", "split").join(
        why, on="row_id", how="left", maintain_order="left"
    )
    temporary = path.with_suffix(".tmp")
    table.write_parquet(temporary, compression="lz4", row_group_size=1 << 14)
    temporary.replace(path)
    return path


def shared(decisions: Path, item: Prepared, work: Place) -> Place:
    """Return where the write task of a piece reads what was decided: a remote folder gets the rows of that piece."""
    if isinstance(work, Path):
        return decisions
    place = work / "decisions" / f"{item.base}.parquet"
    data = BytesIO()
    decided(decisions, item).write_parquet(data, compression="lz4")
    place.write_bytes(data.getvalue())
    return place


def line_bases(prepared: list[Prepared]) -> list[int]:
    """Return, for each piece, how many lines of its file stand before it."""
    bases, file, base = [], -1, 0
    for item in prepared:
        base = base if item.file == file else 0
        file = item.file
        bases.append(base)
        base += item.lines
    return bases
