"""Share the kept rows between train, validation and test so that nothing leaks from one to another.

Needs    the column `cluster`; metadata columns split_by and stratify_by of the side frame keys, where asked for.
Returns  the column `split`. Whole clusters of near-duplicates and whole groups of equal `split_by` are on one side.
Covers   the ratio holds to within one group, in each stratum; groups are taken in the order of a hash of what they
         say, so that added rows move only those beside the cut, and the order of the input moves none.
         Validation gives way where the training file would fall below a provider's least number of rows.
Does not cover: rows that share an idea but no words.
"""

from collections.abc import Iterator

import numpy as np
import polars as pl

from curate.engines.clusters import Ints, join
from curate.engines.spans import U64, mix
from curate.engines.text_hash import text_hashes
from curate.model import Finding, Severity
from curate.providers import choose, load
from curate.setup import Setup
from curate.spec.dedupe import Split
from curate.stages import SIDE, Index, findings_frame

BLOCK = 1 << 16  # groups looked at as numbers of Python at once
NOWHERE = 255


def split(index: Index, setup: Setup) -> Index:
    settings = setup.config.stages.split
    kept = index.rows.filter(pl.col("fate").is_null())
    wanted = [
        name for name in ("split_by", "stratify_by") if getattr(settings, name) and name not in kept.columns
    ]
    alive = index.rows["fate"].is_null()
    if wanted:
        kept = kept.hstack(index.beside("keys", wanted).filter(alive))
        index = index._replace(
            findings=pl.concat([index.findings, findings_frame(unknown_keys(kept, settings))])
        )
    codes = np.full(len(index.rows), NOWHERE, np.uint8)
    codes[alive.to_numpy()] = share(kept, settings, least_rows(setup)).to_physical().to_numpy()
    side = pl.Series("split", codes).replace(NOWHERE, None).cat.to(SIDE)
    return index._replace(rows=index.rows.with_columns(side))


def unknown_keys(kept: pl.DataFrame, settings: Split) -> Iterator[tuple[None, None, Finding]]:
    """Name what the config splits by and no row has: a typing error would let rows of one customer part."""
    for name in ("split_by", "stratify_by"):
        if name in kept.columns and len(kept) and kept[name].null_count() == len(kept):
            about = (
                f"no row has the key {getattr(settings, name)!r} of `stages.split.{name}`: it changes nothing"
            )
            help_ = (
                "name a key of the records; where an input lists its `metadata`, the key must be among them"
            )
            yield None, None, Finding("split/unknown-key", Severity.WARNING, about, help=help_)


def least_rows(setup: Setup) -> int:
    """Return the largest number of training rows that a target asks for."""
    specs = [choose(load(t.id), t.method, t.model).spec for t in setup.targets]
    return max((int(spec.get("rows", {}).get("min", {}).get("value", 0)) for spec in specs), default=0)


def share(kept: pl.DataFrame, settings: Split, least_train: int) -> pl.Series:
    """Return the side of each row of columns content_hash, cluster and, where set, split_by and stratify_by."""
    train, validation, test = range(len(SIDE.categories))
    side = np.full(len(kept), train, np.uint8)
    group = groups(kept)
    order = _keys(kept, group, settings.seed)
    strata = (
        kept["stratify_by"].rank("dense").fill_null(0) if "stratify_by" in kept.columns else pl.Series([0])
    )
    stratum = np.broadcast_to(strata.to_numpy(), len(kept))
    spare = max(0, len(kept) - least_train)
    for name, ratio in ((test, settings.test_ratio), (validation, settings.validation_ratio)):
        for value in np.unique(stratum):
            mine = np.flatnonzero((stratum == value) & (side == train))
            wanted = min(round(ratio * int((stratum == value).sum())), spare)
            chosen = mine[_take(group[mine], order[mine], wanted)]
            side[chosen] = name
            spare -= len(chosen)
    return pl.Series(side).cat.to(SIDE)


def groups(kept: pl.DataFrame) -> Ints:
    """Number the groups that must stay together: rows connected by a cluster or by an equal value of split_by.

    >>> groups(pl.DataFrame({"cluster": [1, 2, 1, 3, 4], "split_by": ["a", "a", None, "b", None]})).tolist()
    [0, 0, 0, 3, 4]
    """
    label: Ints = np.arange(len(kept))
    for name in ("cluster", "split_by"):
        if name in kept.columns:
            rows = kept.select(name).with_row_index("row").drop_nulls()
            links = rows.select("row", first=pl.col("row").min().over(name)).filter(
                pl.col("first") != pl.col("row")
            )
            join(label, label[links["first"].to_numpy()], label[links["row"].to_numpy()])
    return label


def _keys(kept: pl.DataFrame, group: Ints, seed: int) -> U64:
    """Return for each row the key of its group: the smallest hash of its rows, of split_by where that is set."""
    content = kept["content_hash"].to_numpy()
    if "split_by" in kept.columns:
        known = kept["split_by"].is_not_null().to_numpy()
        content = np.where(known, text_hashes(kept["split_by"].fill_null("")), content)
    keys = mix(content ^ mix(np.array([seed + 1], np.uint64)))
    smallest = np.full(len(kept), np.iinfo(np.uint64).max, np.uint64)
    np.minimum.at(smallest, group, keys)
    return smallest[group]


def _take(group: Ints, order: U64, wanted: int) -> Ints:
    """Return the places of whole groups in the order of their keys, as many rows as fit into `wanted`."""
    places = np.lexsort((group, order))
    starts = (
        np.flatnonzero(np.append(True, group[places][1:] != group[places][:-1])) if len(places) else places
    )
    sizes = np.diff(np.append(starts, len(places)))
    taken = np.zeros(len(sizes), bool)
    for first in range(0, len(sizes), BLOCK):
        for number, size in enumerate(sizes[first : first + BLOCK].tolist(), first):
            if wanted <= 0:
                break
            if size <= wanted:
                taken[number] = True
                wanted -= size
    return np.asarray(places[np.repeat(taken, sizes)])
