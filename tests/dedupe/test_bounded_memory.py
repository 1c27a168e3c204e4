"""Little memory changes how near-duplicates are looked for, and not what is found."""

from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest

from curate.engines.batches import batches
from curate.engines.lsh import bands_for
from curate.stages.near_duplicates import candidates, find_near, in_ranges
from tests.dedupe.rows import chat, index_of, setup_of

WORDS = [f"word{n}" for n in range(300)]
KILOBYTE = 1000


def rows(seed: int) -> list[dict[str, Any]]:
    """Make templates with other names in them, chains of small changes, and rows like no other."""
    pick = Random(seed)
    made = []
    for _ in range(12):
        words = pick.choices(WORDS, k=60)
        for _ in range(pick.randint(1, 30)):
            if pick.random() < 0.5:
                words = [*words]
                words[pick.randrange(60)] = pick.choice(WORDS)
            made.append(chat(" ".join(words)))
    pick.shuffle(made)
    return made


@pytest.mark.parametrize("seed", range(3))
def test_batches_find_what_one_look_at_everything_finds(seed: int) -> None:
    setup = setup_of()
    settings = setup.config.stages.near_duplicates
    index = index_of(rows(seed), setup, 40)
    whole = find_near(index, settings, 0.8, 2_000_000 * KILOBYTE)
    assert len(whole.pairs) > 20
    for memory in (1, 10, 100):
        found = find_near(index, settings, 0.8, memory * KILOBYTE)
        assert found.pairs.equals(whole.pairs)
        assert found.clusters.sort("row_id").equals(whole.clusters.sort("row_id"))


def test_little_memory_makes_many_batches_and_none_shares_candidates() -> None:
    index = index_of(rows(7), setup_of(), 40)
    groups = list(candidates(index, index.rows["row_id"], 0.8, "bands", 1000 * KILOBYTE))
    assert len(groups) == bands_for(0.8).bands
    batch = batches(groups, np.full(len(index.rows), 60), 60)
    assert batch.max() > 5
    for members, bounds in groups:
        for start, end in pairwise(bounds):
            assert len(set(batch[members[start:end]].tolist())) == 1


def test_ranges_of_hashes_give_the_groups_of_all_hashes() -> None:
    hashes = np.random.default_rng(1).integers(0, 2**63, 500, np.uint64).repeat(3) * np.uint64(2)
    numbers = np.arange(len(hashes), dtype=np.int32)
    (whole,) = in_ranges(numbers, hashes, 10**9)
    parts = list(in_ranges(numbers, hashes, 4 * KILOBYTE))
    assert len(parts) > 8
    assert np.concatenate([members for members, _ in parts]).tolist() == whole[0].tolist()
