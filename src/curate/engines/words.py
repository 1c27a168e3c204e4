"""Texts -> tokens, for a whole column at once.

Needs    a column of texts, null counts as empty.
Returns  one 64-bit hash for each token of NFKC, lower-cased text. A token is a Unicode word, one character of a
         script written without spaces (Han, Kana, Thai, Lao, Khmer, Myanmar), or one symbol; white space and control
         characters only separate.
Covers   any length: a text above CUT characters is read in parts, and a word on a cut counts as two.
Does not cover: stemming, segmentation of Chinese or Thai into words, confusable letters of different scripts.
"""

import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
import polars as pl
from numpy.typing import NDArray

from curate.engines.spans import U64, span_hashes

CUT = 1 << 20  # characters
BLOCK = 1 << 17  # characters worked on at once: the arrays fit into the cache
SPACE, WORD, DIGIT, SINGLE, SYMBOL = (
    0,
    1,
    3,
    4,
    6,
)  # those of words are odd, those of one character at least 4


class Tokens(NamedTuple):
    """Tokens of many texts, one after the other."""

    hashes: U64
    symbol: NDArray[np.bool_]  # punctuation and the like: part of the text, but not a word
    number: NDArray[np.bool_]  # a word that begins with a digit
    counts: NDArray[np.int64]  # tokens of each text, symbols included

    def where(self, mask: NDArray[np.bool_], counts: NDArray[np.int64]) -> "Tokens":
        """Return some of the tokens, where `counts` says how many of them each text has."""
        return Tokens(self.hashes[mask], self.symbol[mask], self.number[mask], counts)


def tokens(texts: pl.Series) -> Tokens:
    """Split every text of a column.

    >>> found = tokens(pl.Series(["Hello, World", "hello world", "日本"]))
    >>> found.counts.tolist(), found.symbol.tolist()
    ([3, 2, 2], [False, True, False, False, False, False, False])
    >>> bool(found.hashes[0] == found.hashes[3]), bool(found.hashes[2] == found.hashes[4])
    (True, True)
    """
    return tokens_of(texts.fill_null("").to_list())


def tokens_of(texts: list[str]) -> Tokens:
    """Split every text of a list; the texts stay as they are."""
    wide = [place for place, text in enumerate(texts) if not text.isascii()]
    if wide:  # those of ASCII are lower-cased block by block, which is faster
        texts = texts.copy()
        folded = pl.Series([texts[place] for place in wide]).str.normalize("NFKC").str.to_lowercase()
        for place, text in zip(wide, folded, strict=True):
            texts[place] = text
    parts = [_of_block(block) for block in _blocks(texts)]
    if not parts:
        nothing = np.zeros(0, np.bool_)
        return Tokens(np.zeros(0, np.uint64), nothing, nothing, np.zeros(0, np.int64))
    hashes, symbol, number, counts, owners = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Tokens(hashes, symbol, number, np.bincount(owners, counts, len(texts)).astype(np.int64))


class Block(NamedTuple):
    """Some texts (or parts of a long one), their sizes in characters, and the number of the text each belongs to."""

    texts: list[str]
    sizes: NDArray[np.int64]
    owners: NDArray[np.int64]


def _blocks(texts: list[str]) -> Iterator[Block]:
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    owners = np.arange(len(texts))
    if len(texts) and sizes.max() > CUT:
        parts = [
            (text[start : start + CUT], number)
            for number, text in enumerate(texts)
            for start in range(0, len(text), CUT) or (0,)
        ]
        texts = [part for part, _ in parts]
        sizes = np.array([len(part) for part in texts])
        owners = np.array([number for _, number in parts])
    ends = np.cumsum(sizes)
    first = 0
    while first < len(texts):
        last = int(np.searchsorted(ends, ends[first] - sizes[first] + BLOCK)) + 1
        yield Block(texts[first:last], sizes[first:last], owners[first:last])
        first = last


def _of_block(block: Block) -> tuple[NDArray[Any], ...]:
    joined = "\0".join(block.texts)
    if joined.isascii():
        packed = joined.encode("ascii").lower()
        codes: NDArray[Any] = np.frombuffer(packed, np.uint8)
        kinds = np.frombuffer(packed.translate(_byte_kinds()), np.uint8)
    else:
        codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32)
        capital = codes - np.uint32(ord("A")) < 26
        codes = codes | capital.astype(np.uint32) << 5
        kinds = _kinds()[codes]
    starts, ends, first = _spans(kinds)
    hashes = span_hashes(codes, starts, ends)
    bounds = np.concatenate([[0], np.cumsum(block.sizes + 1)])
    counts = np.diff(np.searchsorted(starts, bounds))
    return hashes, first == SYMBOL, first == DIGIT, counts, block.owners


def word_places(text: str) -> list[tuple[int, int, bool]]:
    """Return (start, end, number?) of each word of one text that is normalised already.

    >>> word_places("at 16:05 日")
    [(0, 2, False), (3, 5, True), (6, 8, True), (9, 10, False)]
    """
    codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
    starts, ends, first = _spans(_kinds()[codes])
    found = zip(starts.tolist(), ends.tolist(), first.tolist(), strict=True)
    return [(start, end, kind == DIGIT) for start, end, kind in found if kind != SYMBOL]


def _spans(kinds: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Return start, end and kind of the first character of each token."""
    kind = np.zeros(len(kinds) + 2, np.uint8)
    kind[1:-1] = kinds
    word, single = kind & 1, (kind >= SINGLE)[1:-1]
    starts = np.flatnonzero(single | (word[1:-1] > word[:-2]))
    ends = np.flatnonzero(single | (word[1:-1] > word[2:])) + 1
    return starts, ends, kind[1:-1][starts]


@cache
def _byte_kinds() -> bytes:
    """Return the kinds of ASCII as a table for `bytes.translate`, three times as fast as picking from an array."""
    return bytes(_kinds()[:256])


@cache
def _kinds() -> NDArray[np.uint8]:
    """Return the kind of every code point; it is written down, so that no version of a library changes a hash."""
    runs = orjson.loads(Path(__file__).with_name("word_kinds.json").read_bytes())
    return np.repeat(np.array(runs["kinds"], np.uint8), np.diff([*runs["starts"], sys.maxunicode + 1]))
