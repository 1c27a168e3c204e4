"""Give every row the keys and band hashes by which the decide phase finds what is equal and what is alike.

Needs    segments in document order.
Returns  side frames, each with row_id:
         keys      text_key, prompt_key, answer_key, rejected_key: 64-bit hashes, null where there is no such text;
                   context_key: of a document that a user gives; words: how many were compared; sides: similarity
                   of chosen and rejected, 0..1; split_by, stratify_by, prefer: metadata as text, where asked for
         bands     b00, b01 ...: one hash a band; rows without compared text have no line here
         shingles  shingles: ascending 32-bit numbers, little-endian
         prompt_bands, prompt_shingles  the same of what users ask, where near-equal prompts are looked for
Covers   text keys ignore case, white space and Unicode form, but neither punctuation nor who speaks.
         Rows that call other functions, carry other labels or other images never share a key or a shingle.
Does not cover: the metadata of a row, its weights and tool definitions.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curate.engines.clusters import Ints
from curate.engines.lsh import band_hashes, bands_for
from curate.engines.minhash import signatures
from curate.engines.saved_index import stored_bytes
from curate.engines.shingles import Sets, apart, shingles
from curate.engines.similarity import pairwise_jaccard
from curate.engines.spans import U64, mix, span_hashes
from curate.engines.text_hash import text_hashes
from curate.engines.variants import variants
from curate.engines.words import Tokens, tokens
from curate.setup import Setup
from curate.spec.dedupe import NearDuplicates
from curate.stages import Chunk

ROWS = 1 << 13  # rows worked on at once: larger arrays cost more for their memory than for the work
ROLES = ("text", "system", "developer", "user", "assistant", "tool", "function", "tools")
PROMPT, ANSWER, REJECTED, TOOLS = range(4)
CONTEXT_CHARS = 300  # a line this long is a document that a question is about, not the question
PARTS = {"/rejected/": REJECTED, "/chosen/": ANSWER, "/completion": ANSWER, "/tools/": TOOLS}


def sign(chunk: Chunk, setup: Setup) -> Chunk:
    stages = setup.config.stages
    prompts = stages.conflicts.threshold if stages.conflicts.near else None
    side = signed(chunk.examples, chunk.segments, stages.near_duplicates, prompts)
    wanted = {
        "split_by": stages.split.split_by,
        "stratify_by": stages.split.stratify_by,
        "prefer": stages.near_duplicates.prefer_metadata,
    }
    keys = side["keys"].with_columns(
        metadata(chunk.examples["record"], key).alias(name) for name, key in wanted.items() if key
    )
    return chunk._replace(side=chunk.side | side | {"keys": keys})


def metadata(records: pl.Series, key: str) -> pl.Series:
    """Return one metadata value of each record as text, null where it has none."""
    return records.str.json_path_match(f"$.extra['{key}']")


class Reading(NamedTuple):
    """The tokens of all segments, and what each segment is: the row it belongs to and the part of the row."""

    found: Tokens
    owner: Ints
    part: Ints
    role: pl.Series
    variant: U64  # one a row

    def shingles(self, wanted: NDArray[np.bool_]) -> Sets:
        """Return one set a row, made of the wanted segments."""
        found, count = self.found, len(self.variant)
        counts = np.bincount(self.owner, found.counts * wanted, count).astype(np.int64)
        return shingles(found.where(np.repeat(wanted, found.counts), counts), counts)


def signed(
    examples: pl.DataFrame, segments: pl.DataFrame, settings: NearDuplicates, prompts: float | None = None
) -> dict[str, pl.DataFrame]:
    """Return the side frames of some examples; `prompts` is the similarity at which prompts are candidates."""
    if not segments["row_id"].is_sorted():
        segments = segments.sort("row_id", maintain_order=True)
    first = segments["row_id"].search_sorted(examples["row_id"][::ROWS]).to_list()
    edges = [*first, len(segments)] if first else [0, 0]
    parts = [
        _signed(examples[at : at + ROWS], segments[start:end], settings, prompts)
        for at, (start, end) in zip(range(0, max(1, len(examples)), ROWS), pairwise(edges), strict=True)
    ]
    return {name: pl.concat(part[name] for part in parts) for name in parts[0]}


def _signed(
    examples: pl.DataFrame, segments: pl.DataFrame, settings: NearDuplicates, prompts: float | None
) -> dict[str, pl.DataFrame]:
    reading = read(examples, segments)
    row_ids, users = examples["row_id"], (reading.role == "user").to_numpy()
    compared = reading.role.is_in(settings.roles).to_numpy()
    keys = _keys(reading, compared).insert_column(0, row_ids)
    keys = keys.join(contexts(segments), on="row_id", how="left", maintain_order="left")
    if (reading.part == REJECTED).any():
        sides = [reading.shingles(reading.part == part) for part in (ANSWER, REJECTED)]
        alike = pl.Series(pairwise_jaccard(*sides))
        keys = keys.with_columns(sides=pl.when(pl.col("rejected_key").is_not_null()).then(alike))
    side = signature_frames(row_ids, apart(reading.shingles(compared), reading.variant), settings.threshold)
    if prompts is not None:
        asked = signature_frames(row_ids, reading.shingles(users & (reading.part == PROMPT)), prompts)
        side |= {f"prompt_{name}": frame for name, frame in asked.items()}
    return side | {"keys": keys}


def read(examples: pl.DataFrame, segments: pl.DataFrame) -> Reading:
    """Split the segments of some examples into tokens."""
    mine = segments.filter(pl.col("form") != "leaf")
    owner = np.searchsorted(examples["row_id"].to_numpy(), mine["row_id"].to_numpy())
    variant = variants(examples["kind"], examples["record"])
    return Reading(tokens(mine["text"]), owner, _parts(mine, owner, len(examples)), mine["role"], variant)


def signature_frames(row_ids: pl.Series, sets: Sets, threshold: float) -> dict[str, pl.DataFrame]:
    """Return the frames bands and shingles of the sets that are not empty."""
    filled = sets.sizes > 0
    ids = row_ids.filter(pl.Series(filled)).rename("row_id")
    hashes = band_hashes(signatures(sets)[filled], bands_for(threshold))
    shingled = [stored for stored in stored_bytes(sets) if stored]
    return {
        "bands": pl.DataFrame([ids, *(pl.Series(f"b{n:02}", h) for n, h in enumerate(hashes))]),
        "shingles": pl.DataFrame([ids, pl.Series("shingles", shingled, pl.Binary)]),
    }


def _keys(reading: Reading, compared: NDArray[np.bool_]) -> pl.DataFrame:
    """Hash whole texts, role by role: what is compared, the prompt, the answer and the rejected answer."""
    found, owner, part, role, variant = reading
    count = len(variant)
    bounds = np.concatenate([[0], np.cumsum(found.counts)])
    speaker = role.replace_strict(ROLES, range(1, len(ROLES) + 1), default=0, return_dtype=pl.UInt64)
    texts = mix(span_hashes(found.hashes, bounds[:-1], bounds[1:]) ^ mix(speaker.to_numpy()))

    def key(wanted: NDArray[np.bool_], variant: U64 | None = None) -> pl.Series:
        wanted = wanted & (found.counts > 0)
        sizes = np.bincount(owner[wanted], minlength=count)
        ends = np.cumsum(sizes)
        hashes = span_hashes(texts[wanted], ends - sizes, ends)
        frame = pl.DataFrame({"hash": hashes if variant is None else hashes ^ variant, "some": sizes > 0})
        return frame.select(pl.when("some").then("hash")).to_series()

    return pl.DataFrame(
        {
            "text_key": key(compared, variant),
            "prompt_key": key((part == PROMPT) | (part == TOOLS)),
            "answer_key": key(part == ANSWER, variant),
            "rejected_key": key(part == REJECTED, variant),
            "words": np.bincount(np.repeat(owner, found.counts)[~found.symbol], minlength=count),
            "sides": pl.Series([None] * count, dtype=pl.Float64),
        },
        schema_overrides={"words": pl.UInt32},
    )


def contexts(segments: pl.DataFrame) -> pl.DataFrame:
    """Return row_id and context_key: a hash of the longest line that a user says, where that is a document."""
    long = segments.filter(pl.col("role") == "user", pl.col("text").str.len_bytes() >= CONTEXT_CHARS)
    lines = long.select("row_id", line=pl.col("text").str.split("\n")).explode("line")
    lines = lines.with_columns(chars=pl.col("line").str.len_chars()).filter(pl.col("chars") >= CONTEXT_CHARS)
    longest = lines.sort("chars", descending=True, maintain_order=True).unique("row_id", keep="first")
    return longest.select("row_id", context_key=pl.Series(text_hashes(longest["line"]), dtype=pl.UInt64))


def _parts(segments: pl.DataFrame, owner: Ints, count: int) -> Ints:
    """Tell prompt and answers apart: the answer of a chat is what the assistant says last."""
    expression = pl.when(pl.col("role") == "assistant").then(ANSWER).otherwise(PROMPT)
    for start, number in PARTS.items():
        expression = pl.when(pl.col("pointer").str.starts_with(start)).then(number).otherwise(expression)
    part: Ints = segments.select(expression.cast(pl.Int64)).to_series().to_numpy()
    prompts = np.flatnonzero(part == PROMPT)
    last: Ints = np.full(count, -1)
    last[owner[prompts]] = prompts  # of several, the last one stands
    return np.where((part == ANSWER) & (np.arange(len(part)) < last[owner]), PROMPT, part)
