"""The quick bound never loses a pair, links make the clusters that SciPy finds, and the quick way to read ASCII reads
what the other way reads."""

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from curate.engines.clusters import join
from curate.engines.shingles import Sets
from curate.engines.similarity import at_most, comparable, jaccard
from curate.engines.words import tokens


def test_the_bound_is_never_below_what_two_sets_share() -> None:
    random = np.random.default_rng(1)
    pool = random.integers(0, 1 << 32, 300, np.uint32)
    sets = [np.unique(random.choice(pool, size)) for size in random.integers(0, 200, 120)]
    ready = comparable(Sets(np.concatenate(sets), np.cumsum([0, *map(len, sets)])))
    left, right = (places.ravel() for places in np.indices((len(sets), len(sets))))
    shared = np.array([len(np.intersect1d(sets[a], sets[b])) for a, b in zip(left, right, strict=True)])
    assert (at_most(ready, left, right) >= shared).all()
    same = left == right
    assert (at_most(ready, left, right)[same] == shared[same]).all()
    assert np.allclose(
        jaccard(ready, left, right) * (ready.sizes[left] + ready.sizes[right] - shared), shared
    )


def test_clusters_are_the_connected_components_with_their_smallest_row() -> None:
    random = np.random.default_rng(1)
    for rows, links in zip(random.integers(1, 60, 500), random.integers(0, 80, 500), strict=True):
        left, right = random.integers(0, rows, (2, links))
        label = np.arange(rows)
        for part in (slice(0, links // 2), slice(links // 2, None)):
            join(label, label[left[part]], label[right[part]])
        graph = coo_array((np.ones(links), (left, right)), shape=(rows, rows))
        _, component = connected_components(graph, directed=False)
        first = np.full(rows, rows)
        np.minimum.at(first, component, np.arange(rows))
        assert label.tolist() == first[component].tolist()


def test_clusters_of_a_long_chain_in_any_order() -> None:
    chain = np.random.default_rng(1).permutation(10_000)
    label = np.arange(10_000)
    join(label, chain[1:], chain[:-1])
    assert not label.any()


def test_tokens_of_ascii_do_not_depend_on_the_neighbours() -> None:
    texts = ["Hello, World! 42 a_b\tc\x01d", "x" * 70, "", "C'est l'ETE 3.5"]
    alone, beside = tokens(pl.Series(texts)), tokens(pl.Series([*texts, "\u00e9t\u00e9"]))
    count = len(alone.hashes)
    assert alone.hashes.tolist() == beside.hashes[:count].tolist()
    assert alone.symbol.tolist() == beside.symbol[:count].tolist()
    assert alone.number.tolist() == beside.number[:count].tolist()
