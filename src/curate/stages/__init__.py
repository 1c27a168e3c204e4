"""One stage, one file. Prepare: (Chunk, Setup) -> Chunk. Decide: (Index, Setup) -> Index. See pipeline.py."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl

from curate.frames import FINDINGS
from curate.model import Finding


class Chunk(NamedTuple):
    """What the prepare stages hand on: one piece of the input.

    `side` holds further frames by name (bands, shingles ...) that are stored beside the examples.
    row_id is the offset inside the piece and `line` counts from its first line: the same bytes give the same chunk
    wherever they stand; the driver adds the base of the piece when it gathers chunks.
    """

    examples: pl.DataFrame
    segments: pl.DataFrame
    findings: pl.DataFrame
    rejected: pl.DataFrame
    side: dict[str, pl.DataFrame]


class Index(NamedTuple):
    """What the decide stages hand on: narrow columns of all rows.

    rows: row_id, line, file, kind, content_hash, measured columns, and
    `fate` (null = kept so far, else rejected or duplicate) and `split` (null, train, validation).
    duplicates: row_id, kept_row_id, similarity, reason.
    """

    rows: pl.DataFrame
    duplicates: pl.DataFrame
    findings: pl.DataFrame


DUPLICATES = pl.Schema(
    {"row_id": pl.UInt64, "kept_row_id": pl.UInt64, "similarity": pl.Float64, "reason": pl.String}
)


def findings_frame(found: Iterable[tuple[int, int, Finding]]) -> pl.DataFrame:
    """Make the findings frame of (row_id, line, finding)."""
    rows = [
        (row_id, line, f.rule, str(f.severity), f.message, f.pointer, f.provider, f.help, f.fix, f.effect)
        for row_id, line, f in found
    ]
    return pl.DataFrame(rows, FINDINGS, orient="row")
