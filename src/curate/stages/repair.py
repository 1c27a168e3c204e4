"""Safe repairs of text: what no reader would miss. Find, then apply.

Needs    the segments of a chunk, forms text and leaf.
Returns  examples and segments with the repaired text, and for each example and rule one info finding that counts.
Covers   byte-order marks inside text; CRLF and lone CR, which become LF; NUL and the other C0 controls except tab and
         line feed, which go. A half surrogate pair cannot get here: convert replaces it and says so.
Does not cover  anything that changes what a text says: white space, quotes, mojibake, Unicode normal forms.
"""

from typing import NamedTuple

import orjson
import polars as pl

from curate.characters import ODD, WIDE
from curate.frames import EDITS, apply_edits, segments_frame
from curate.model import Finding, Severity
from curate.setup import Setup
from curate.stages import Chunk, findings_frame


class Repair(NamedTuple):
    """One repair: what it looks for (a Rust regular expression), what stands there afterwards, and its words."""

    rule: str
    pattern: str
    replacement: str
    about: str
    done: str


REPAIRS = (
    Repair("text/line-ends", r"\r\n?", "\n", "line ends as CRLF or CR", "written as LF"),
    Repair("text/bom", "\ufeff", "", "byte-order marks inside text", "removed"),
    Repair("text/control-characters", r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", "control characters", "removed"),
)
_ANY = "|".join(repair.pattern for repair in REPAIRS)


def repair(chunk: Chunk, setup: Setup) -> Chunk:
    """Repair the texts of every example of the chunk."""
    return apply_repairs(chunk, find_repairs(chunk.segments)) if setup.config.stages.repair.enabled else chunk


def find_repairs(segments: pl.DataFrame) -> pl.DataFrame:
    """Return the EDITS, with a column for each rule that counts its places in the old text."""
    return (
        segments.filter((pl.col("form") != "json") & (pl.col("kinds") & (ODD | WIDE) > 0))
        .filter(pl.col("text").str.contains(_ANY))
        .with_columns(pl.col("text").str.count_matches(r.pattern).alias(r.rule) for r in REPAIRS)
        .with_columns(text=_repaired(pl.col("text")))
        .select(*EDITS.names(), *(r.rule for r in REPAIRS))
    )


def _repaired(text: pl.Expr) -> pl.Expr:
    for one in REPAIRS:
        text = text.str.replace_all(one.pattern, one.replacement)
    return text


def apply_repairs(chunk: Chunk, edits: pl.DataFrame) -> Chunk:
    """Rewrite the examples that `edits` names, cut their segments anew, and note each fix."""
    if edits.is_empty():
        return chunk
    examples = apply_edits(chunk.examples, edits)
    changed = examples.filter(pl.col("row_id").is_in(edits["row_id"].unique().implode()))
    new = segments_frame(changed["row_id"].to_list(), [orjson.loads(r) for r in changed["record"]])
    rest = chunk.segments.filter(~pl.col("row_id").is_in(changed["row_id"].implode()))
    segments = pl.concat([rest, new]).sort("row_id", maintain_order=True)
    lines = dict(changed.select("row_id", "line").iter_rows())
    findings = findings_frame((row_id, lines[row_id], finding) for row_id, finding in _findings(edits))
    return chunk._replace(
        examples=examples, segments=segments, findings=pl.concat([chunk.findings, findings])
    )


def _findings(edits: pl.DataFrame) -> list[tuple[int, Finding]]:
    """Return one finding for each example and rule, at the first place, with the number of places."""
    found = []
    for one in REPAIRS:
        rows = (
            edits.filter(pl.col(one.rule) > 0)
            .group_by("row_id", maintain_order=True)
            .agg(pl.col("pointer").first(), pl.col(one.rule).sum())
        )
        for row_id, pointer, count in rows.iter_rows():
            found.append(
                (
                    row_id,
                    Finding(
                        one.rule, Severity.INFO, f"{one.about}: {count:,}", pointer=pointer, fix=one.done
                    ),
                )
            )
    return found
