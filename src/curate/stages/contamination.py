"""Find evaluation texts inside training rows, before anything is learnt from them by heart.

Needs    segments; evaluation files or packs named in the config.
Returns  a finding for each evaluation text in each place, with the overlap; with action `drop` the row is rejected.
Covers   see engines/grams.py. Every n-gram of every text is looked up, none is sampled away.
Does not cover: texts split over several messages.
"""

from functools import lru_cache
from pathlib import Path

import polars as pl

from curate.engines.evaluation import evaluation_pack
from curate.engines.grams import Pack, excerpt, find
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
    texts = segments.filter(pl.col("form") != "leaf")
    hits = find(texts["text"], pack).filter(pl.col("share") >= least_share_ratio)
    places = pack.parts.with_row_index("part").rename({"line": "eval_line"})
    rows = texts.select("row_id", "pointer", found_in="text").with_row_index("text")
    return hits.join(places, on="part").join(rows, on="text").sort("text", "part")


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
