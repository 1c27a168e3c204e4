"""One stage, one file. Prepare: (Chunk, Setup) -> Chunk. Decide: (Index, Setup) -> Index. See pipeline.py."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import polars as pl

from curate.frames import FINDINGS
from curate.model import Finding

DUPLICATES = pl.Schema(
    {"row_id": pl.UInt64, "kept_row_id": pl.UInt64, "similarity": pl.Float64, "reason": pl.String}
)
FATE = pl.Enum(["rejected", "duplicate"])  # of a row that is not kept
SIDE = pl.Enum(["train", "validation", "test"])
# what is decided about a row, a byte or a few each: the decide phase holds these columns of all rows in memory
DECIDED = pl.Schema({"fate": FATE, "fate_reason": pl.Categorical(), "split": SIDE})


class Chunk(NamedTuple):
    """What the prepare stages hand on: one piece of the input.

    `side` holds further frames by name (bands, shingles ...), each with a row_id, that are stored beside the examples
    and reach the decide stages through `Index.side`. row_id is the offset inside the piece and `line` counts from
    its first line: the same bytes give the same chunk wherever they stand; places are added when chunks are gathered.
    A stage that rejects a row moves it from `examples` to `rejected`; `raw` may be null there and is filled later.
    """

    examples: pl.DataFrame
    segments: pl.DataFrame
    findings: pl.DataFrame
    rejected: pl.DataFrame
    side: dict[str, pl.DataFrame]


class Index(NamedTuple):
    """What the decide stages hand on: narrow columns of all rows, ordered by row_id.

    rows        row_id, line, file, content_hash (64 bits as a number), every measured column that prepare stages
                added to the examples (token counts, fit_<target> ...), and DECIDED: `fate` (null = kept so far),
                `fate_reason` and `split` (null = in no file)
    duplicates  DUPLICATES: one row for each dropped one
    findings    FINDINGS about the data set (row_id null) or about rows across pieces
    side        side(name, columns) yields a side frame piece by piece, row_ids already those of the whole
    sources     the name of each input file, by its number in `file`
    suppressed  how many findings about the whole the config leaves out
    """

    rows: pl.DataFrame
    duplicates: pl.DataFrame
    findings: pl.DataFrame
    side: Callable[[str, list[str] | None], Iterator[pl.DataFrame]]
    sources: Sequence[str]
    suppressed: int = 0

    def beside(self, name: str, columns: list[str]) -> pl.DataFrame:
        """Return columns of a side frame that has a line for every row, in the order of the rows."""
        found = pl.concat(self.side(name, ["row_id", *columns]))
        if not found["row_id"].equals(self.rows["row_id"]):
            found = self.rows.select("row_id").join(found, on="row_id", how="left", maintain_order="left")
        return found.drop("row_id")

    def place(self, file: int, line: int) -> str:
        """Name a row for people: `data/train.jsonl:812`."""
        return f"{self.sources[file]}:{line}"


def narrow(pieces: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Make the rows of an Index out of the examples of all pieces, without their wide columns."""
    hashed = pl.col("content_hash").str.to_integer(base=16, dtype=pl.UInt64)
    rows = pl.concat(piece.drop("record", "kind", strict=False).with_columns(hashed) for piece in pieces)
    return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in DECIDED.items())


def findings_frame(found: Iterable[tuple[int | None, int | None, Finding]]) -> pl.DataFrame:
    """Make the findings frame of (row_id, line, finding)."""
    rows = [
        (row_id, line, f.rule, str(f.severity), f.message, f.pointer, f.provider, f.help, f.fix, f.effect)
        for row_id, line, f in found
    ]
    return pl.DataFrame(rows, FINDINGS, orient="row")


def reject(chunk: Chunk, rows: pl.DataFrame) -> Chunk:
    """Move rows (columns row_id, reason) from the examples of a chunk to its rejected ones."""
    if rows.is_empty():
        return chunk
    moved = chunk.examples.select("row_id", "line").join(rows.unique("row_id", keep="first"), on="row_id")
    moved = moved.select("row_id", "line", pl.lit(None, pl.Binary).alias("raw"), "reason")
    return chunk._replace(
        examples=chunk.examples.join(moved, on="row_id", how="anti"),
        segments=chunk.segments.join(moved, on="row_id", how="anti"),
        rejected=pl.concat([chunk.rejected, moved]),
        side={name: frame.join(moved, on="row_id", how="anti") for name, frame in chunk.side.items()},
    )
