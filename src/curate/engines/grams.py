"""Word n-grams of evaluation texts, and where they stand in other texts: contamination.

A pack holds hashes only, so that it can be passed on without the texts. Numbers are masked: a run of numbers counts as
one word that is always the same, so that a problem with changed numbers is found as well.

Covers   case, punctuation, spacing, changed numbers; a quotation inside a longer text; texts of `shortest` to
         n - 1 words, which are found as a whole.
Does not cover: texts of fewer words; paraphrases and translations.
"""

from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import polars as pl
from numpy.typing import NDArray

from curate.engines.shingles import ngrams, within
from curate.engines.spans import U64, Positions, span_hashes
from curate.engines.words import tokens, word_places

WORDS_PER_GRAM = 13  # as GPT-3 and most contamination reports since
SHORTEST_WORDS = 8
NUMBER = np.uint64(0x6E756D626572)
FILTER_BITS = 24
COMMON = 50  # an n-gram of more evaluation texts is an instruction that they share, and tells nothing
PARTS = pl.Schema(
    {"source": pl.String, "line": pl.UInt32, "field": pl.String, "words": pl.UInt32, "n": pl.UInt8}
)
HITS = pl.Schema(
    {"text": pl.UInt32, "part": pl.UInt32, "share": pl.Float64, "run": pl.UInt32, "at": pl.UInt32}
)
GRAMS = pl.Schema({"hash": pl.UInt64, "part": pl.UInt32, "at": pl.UInt32})


class Pack(NamedTuple):
    """Evaluation texts as hashes: `grams` in order of hash, `part` is a row of `parts`, `at` a word of that part.

    `leading[bits]` tells whether any n-gram has these leading bits: most n-grams of a text are looked up no further.
    """

    parts: pl.DataFrame
    grams: pl.DataFrame
    leading: NDArray[np.bool_]


def pack_of(parts: pl.DataFrame, grams: pl.DataFrame) -> Pack:
    leading = np.zeros(1 << FILTER_BITS, np.bool_)
    leading[grams["hash"].to_numpy() >> np.uint64(64 - FILTER_BITS)] = True
    return Pack(parts.cast(PARTS), grams.sort("hash", "part", "at"), leading)


class Masked(NamedTuple):
    """The words of many texts, numbers masked: text i has words[bounds[i]:bounds[i + 1]]."""

    words: U64
    bounds: NDArray[np.int64]


def masked(texts: pl.Series) -> Masked:
    """Return the words of each text, each run of numbers as one."""
    found = tokens(texts)
    owner = np.repeat(np.arange(len(texts)), found.counts)[~found.symbol]
    words, number = found.hashes[~found.symbol], found.number[~found.symbol]
    again = number[1:] & number[:-1] & (owner[1:] == owner[:-1])
    keep = np.append(True, ~again) if len(words) else np.zeros(0, bool)
    words = np.where(number, NUMBER, words)[keep]
    return Masked(words, np.searchsorted(owner[keep], np.arange(len(texts) + 1)))


def make_pack(
    texts: pl.Series, places: pl.DataFrame, n: int = WORDS_PER_GRAM, shortest: int = SHORTEST_WORDS
) -> Pack:
    """Index texts, whose places are rows of (source, line, field).

    Left out: texts of fewer than `shortest` words, repeats of a text, and n-grams that stand in more than COMMON texts.
    """
    found = masked(texts)
    sizes = np.diff(found.bounds)
    whole = span_hashes(found.words, found.bounds[:-1], found.bounds[1:])
    parts = (
        places.with_columns(whole=pl.Series(whole), words=pl.Series(sizes), n=pl.Series(np.minimum(sizes, n)))
        .with_row_index("row")
        .filter(pl.col("words") >= shortest)
        .unique("whole", keep="first", maintain_order=True)
        .with_row_index("part")
    )
    grams = [pl.DataFrame(schema=GRAMS)]
    for (size,), mine in parts.group_by("n"):
        hashes, counts, at = _grams(found, mine["row"].to_numpy(), int(size))
        grams.append(
            pl.DataFrame(
                {"hash": hashes, "part": np.repeat(mine["part"].to_numpy(), counts), "at": at}, GRAMS
            )
        )
    telling = pl.concat(grams).filter(pl.col("part").n_unique().over("hash") <= COMMON)
    told = covered(telling.join(parts.select("part", "n"), on="part"), "part").rename({"covered": "words"})
    parts = parts.drop("words").join(told, on="part", how="left", maintain_order="left")
    return pack_of(parts.select(PARTS.names()), telling)


def _grams(found: Masked, rows: Positions, size: int) -> tuple[U64, NDArray[np.int64], NDArray[np.int64]]:
    """Return (hashes, number a text, place in its text) of the n-grams of some texts."""
    sizes = np.diff(found.bounds)[rows]
    at = np.repeat(found.bounds[rows], sizes) + within(sizes)
    hashes, counts = ngrams(found.words[at], np.concatenate([[0], np.cumsum(sizes)]), size)
    return hashes, counts, within(counts)


def covered(grams: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Count the words that n-grams (columns at and n) cover, overlaps once.

    >>> covered(pl.DataFrame({"part": [0, 0, 0], "at": [0, 1, 9], "n": [3, 3, 3]}), "part")["covered"].to_list()
    [7]
    """
    step = pl.col("at").diff().over(by).fill_null(pl.col("n"))
    fresh = grams.unique([*by, "at"]).sort(*by, "at").with_columns(step=pl.min_horizontal(step, "n"))
    return fresh.group_by(by, maintain_order=True).agg(covered=pl.col("step").sum())


def find(texts: pl.Series, pack: Pack) -> pl.DataFrame:
    """Return what of the pack stands in the texts: HITS, by text and part.

    share is how much of the evaluation text stands in the text, by words; run is the longest unbroken run, in words;
    at is the word of the text where that run begins, counted with numbers masked.
    """
    found = masked(texts)
    rows = np.arange(len(texts))
    hits = [pl.DataFrame(schema={"text": pl.UInt32, "word": pl.UInt32, "part": pl.UInt32, "at": pl.UInt32})]
    for size in pack.parts["n"].unique():
        hashes, counts, word = _grams(found, rows, int(size))
        likely = np.flatnonzero(pack.leading[hashes >> np.uint64(64 - FILTER_BITS)])
        text = np.repeat(rows, counts)[likely]
        some = pl.DataFrame(
            {"hash": hashes[likely], "text": text, "word": word[likely]},
            {"hash": pl.UInt64, "text": pl.UInt32, "word": pl.UInt32},
        )
        hits.append(some.join(pack.grams, on="hash").select("text", "word", "part", "at"))
    all_hits = pl.concat(hits).join(pack.parts.with_row_index("part").select("part", "n"), on="part")
    if all_hits.is_empty():
        return pl.DataFrame(schema=HITS)
    share = covered(all_hits, "text", "part")
    words = pack.parts.with_row_index("part").select("part", "words")
    return (
        share.join(longest_runs(all_hits), on=["text", "part"])
        .join(words, on="part")
        .select("text", "part", share=pl.col("covered") / pl.col("words"), run="run", at="at")
        .sort("text", "part")
        .cast(HITS)
    )


def longest_runs(hits: pl.DataFrame) -> pl.DataFrame:
    """Return for each text and part the longest run of n-grams that follow each other in both."""
    diagonal = pl.col("word").cast(pl.Int64) - pl.col("at")
    steps = hits.with_columns(diagonal=diagonal).sort("text", "part", "diagonal", "word")
    new = pl.struct("text", "part", "diagonal").rle_id().diff().fill_null(1) != 0
    new = new | (pl.col("word").cast(pl.Int64).diff().fill_null(1) != 1)
    runs = steps.with_columns(block=new.cum_sum()).group_by("block", maintain_order=True)
    found = runs.agg(pl.col("text", "part", "n").first(), at=pl.col("word").first(), grams=pl.len())
    found = found.with_columns(run=pl.col("grams") + pl.col("n") - 1)
    return (
        found.sort("run", descending=True, maintain_order=True)
        .unique(["text", "part"], keep="first")
        .drop("n")
    )


def excerpt(text: str, at: int, run: int) -> str:
    """Return the words `at` to `at + run` of a text, as `find` counts them, in normalised form.

    >>> excerpt("Solve it: 2 1/2 apples, and 3 pears.", 2, 3)
    '2 1/2 apples, and'
    """
    text = normalize("NFKC", text).lower()
    places = word_places(text)
    words = _counted(places)
    at = min(at, len(words) - 1)  # a word on a cut (words.CUT) counts as two
    following = words[at + run][0] if at + run < len(words) else len(text) + 1
    end = max(stop for start, stop, _ in places if start < following)
    return text[words[at][0] : end]


def piece_of(pieces: list[str], at: int) -> int:
    """Return which of several texts holds the word `at` of all of them in one, as `find` counts words.

    >>> piece_of(["Solve it: 2", "1/2 apples,", "and 3 pears."], 4)
    2
    """
    bounds = np.cumsum([len(normalize("NFKC", piece).lower()) + 1 for piece in pieces])
    words = _counted(word_places(normalize("NFKC", "\n".join(pieces)).lower()))
    return int(np.searchsorted(bounds, words[min(at, len(words) - 1)][0], "right"))


def _counted(places: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Leave out the numbers that follow a number."""
    return [place for i, place in enumerate(places) if not (place[2] and i and places[i - 1][2])]
