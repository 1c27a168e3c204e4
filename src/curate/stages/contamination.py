"""Find evaluation texts inside training rows, before anything is learnt from them by heart.

Needs    segments; evaluation files or packs named in the config.
Returns  a finding for each evaluation text in each row, with the overlap and the message where the longest run of it
         begins; with action `drop` the row is rejected.
Covers   see engines/grams.py. Every n-gram of every text is looked up, none is sampled away. Texts that are spread over
         several messages: all that one role says in a row is read in one go.
Does not cover: texts that are spread over messages of several roles in pieces shorter than an n-gram.
"""

from functools import lru_cache
from pathlib import Path

import polars as pl

from curate.engines.evaluation import evaluation_pack
from curate.engines.grams import Pack, excerpt, find, piece_of
from curate.model import Effect, Finding, Severity
from curate.setup import Setup
from curate.spec.dedupe import Contamination
from curate.stages import Chunk, findings_frame, reject
from curate.wording import shown

RULE = "leakage/contamination"


def contamination(chunk: Chunk, setup: Setup) -> Chunk:
    settings = setup.config.stages.contamination
    if settings.action == "off" or not settings.against:
        return chunk
    hits = find_contamination(chunk.segments, cached_pack(settings, setup.base), settings.least_share_ratio)
    lines = chunk.examples.select("row_id", "line")
    findings = findings_frame(
        (row["row_id"], row["line"], describe(row))
        for row in hits.join(lines, on="row_id").iter_rows(named=True)
    )
    chunk = chunk._replace(findings=pl.concat([chunk.findings, findings]))
    if settings.action == "drop":
        return reject(chunk, hits.select("row_id", reason=pl.lit(RULE)))
    return chunk


@lru_cache(maxsize=1)
def cached_pack(settings: Contamination, base: Path) -> Pack:
    return evaluation_pack(settings.against, base, settings.ngram_words, settings.shortest_words)


def find_contamination(segments: pl.DataFrame, pack: Pack, least_share_ratio: float) -> pl.DataFrame:
    """Return row_id, pointer, text, share, run, at of each hit, with source, line and field of the evaluation text."""
    rows = whole(segments)
    hits = find(rows["found_in"], pack).filter(pl.col("share") >= least_share_ratio)
    places = pack.parts.with_row_index("part").rename({"line": "eval_line"})
    found = hits.join(places, on="part").join(rows.with_row_index("text"), on="text").sort("text", "part")
    parts = zip(found["pieces"], found["pointers"], found["at"], strict=True)
    pointers = [names[piece_of(pieces.to_list(), at)] for pieces, names, at in parts]
    return found.drop("pieces", "pointers").with_columns(pointer=pl.Series(pointers, dtype=pl.String))


def whole(segments: pl.DataFrame) -> pl.DataFrame:
    """Return row_id, pieces, pointers and found_in (the pieces in one text) of each row, role after role."""
    texts = segments.filter(pl.col("form") != "leaf").with_row_index("place")
    spoken = texts.with_columns(first=pl.col("place").min().over("row_id", "role")).sort("first", "place")
    rows = spoken.group_by("row_id", maintain_order=True).agg(pieces="text", pointers="pointer")
    return rows.with_columns(found_in=pl.col("pieces").list.join("\n"))


def describe(hit: dict[str, object]) -> Finding:
    """Say what overlaps, and with what."""
    text, at, run = str(hit["found_in"]), int(str(hit["at"])), int(str(hit["run"]))
    place = f"{hit['source']}:{hit['eval_line']} {hit['field']}".strip()
    return Finding(
        RULE,
        Severity.WARNING,
        f"{hit['share']:.0%} of the evaluation text {place} stands here, {run} words in a row: "
        f"`{shown(excerpt(text, at, run))}`",
        pointer=str(hit["pointer"]),
        help="leave the row out (`stages.contamination.action: drop`), or the score of that evaluation means nothing",
        effect=str(Effect.ADVICE),
    )
