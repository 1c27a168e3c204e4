"""Signatures and bands equal datasketch's own, bit for bit."""

import numpy as np
import polars as pl
import pytest
from datasketch import MinHash, MinHashLSH

from curate.engines import minhash, words
from curate.engines.lsh import FOUND, KNOWN, Bands, band_hashes, bands_for, optimum
from curate.engines.minhash import signatures, to_datasketch
from curate.engines.shingles import Sets, shingles
from curate.engines.words import tokens


def random_sets(count: int, longest: int = 300) -> Sets:
    random = np.random.default_rng(7)
    sets = [
        np.unique(random.integers(0, 1 << 32, random.integers(0, longest), np.uint32)) for _ in range(count)
    ]
    return Sets(np.concatenate(sets), np.cumsum([0, *map(len, sets)]))


def reference(values: np.ndarray, permutations: int) -> MinHash:
    sketch = MinHash(num_perm=permutations, seed=1, hashfunc=int)
    sketch.update_batch(values.tolist())
    return sketch


@pytest.mark.parametrize("permutations", [64, 128, 256])
def test_signatures_are_datasketchs(permutations: int) -> None:
    sets = random_sets(1000 if permutations == 128 else 100)
    ours = signatures(sets, permutations)
    for number, ours_of_one in enumerate(ours):
        values = sets.values[sets.bounds[number] : sets.bounds[number + 1]]
        assert (ours_of_one == reference(values, permutations).hashvalues).all()


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sets = random_sets(50)
    whole = signatures(sets)
    monkeypatch.setattr(minhash, "BLOCK", 100)
    assert (signatures(sets) == whole).all()


def test_converted_signature_answers_like_the_original() -> None:
    sets = random_sets(2)
    ours = to_datasketch(signatures(sets)[1])
    theirs = reference(sets.values[sets.bounds[1] : sets.bounds[2]], 128)
    assert ours.jaccard(theirs) == 1.0


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0])
def test_bands_lose_little_at_the_threshold(threshold: float) -> None:
    bands = bands_for(threshold)
    assert bands.chance(threshold) >= FOUND
    MinHashLSH(threshold, 128, params=tuple(bands))  # datasketch takes them


def test_default_bands() -> None:
    assert bands_for(0.8) == (19, 6)


def test_hashes_never_change() -> None:
    """Saved indexes and prepared files hold these numbers: a change needs a new format of both."""
    found = tokens(pl.Series(["The quick brown fox jumps", "日本語です", "hi"]))
    sets = shingles(found, found.counts)
    assert [hex(h) for h in found.hashes[:2]] == ["0xffd7dd4c1384c670", "0x10075263c17cc2da"]
    assert sets.values.tolist() == [2768382480, 2728946617, 4051394367]
    assert signatures(sets)[0, :2].tolist() == [3983840014, 712291627]
    assert hex(band_hashes(signatures(sets), Bands(18, 7))[0, 0]) == "0x1f5c84e56e94ed66"


def test_long_texts_are_read_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "one two three four five six seven " * 40
    whole = tokens(pl.Series([text, "a b"]))
    monkeypatch.setattr(words, "CUT", 34)  # at a blank
    monkeypatch.setattr(words, "BLOCK", 64)
    parts = tokens(pl.Series([text, "a b"]))
    assert parts.counts.tolist() == whole.counts.tolist()
    assert (parts.hashes == whole.hashes).all()


def test_the_known_bands_are_the_optimum() -> None:
    assert {key: optimum(*key) for key in KNOWN} == KNOWN
