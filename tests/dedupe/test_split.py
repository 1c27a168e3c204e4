"""Splits cannot leak, keep their ratio, and stay where they are when rows are added."""

from typing import Any

import polars as pl
import pytest

from curate.spec.dedupe import Split
from curate.stages.split import share, split
from tests.dedupe.rows import chat, index_of, setup_of
from tests.dedupe.test_near_duplicates import changed, dedupe, text


def frame(count: int, **columns: list[Any]) -> pl.DataFrame:
    hashes = [n * 0x9E3779B97F4A7C15 % 2**64 for n in range(count)]
    own = {"content_hash": hashes, "cluster": list(range(count))}
    return pl.DataFrame(own | columns, schema_overrides={"content_hash": pl.UInt64})


def sides(rows: pl.DataFrame, least: int = 0, **settings: Any) -> dict[str, int]:
    return dict(share(rows, Split(**settings), least).value_counts().iter_rows())


def test_the_ratio_is_exact() -> None:
    assert sides(frame(1000)) == {"train": 900, "validation": 100}
    assert sides(frame(1000), test_ratio=0.05) == {"train": 850, "validation": 100, "test": 50}
    assert sides(frame(0)) == {}


@pytest.mark.parametrize("size", [2, 7, 60])
def test_groups_stay_whole_and_the_ratio_holds_within_one(size: int) -> None:
    rows = frame(1000, split_by=[f"customer {n // size}" for n in range(1000)])
    side = share(rows, Split(split_by="customer"), 0)
    both = rows.with_columns(side=side).group_by("split_by").agg(pl.col("side").n_unique())
    assert both["side"].max() == 1
    assert abs(int((side == "validation").sum()) - 100) < size


def test_strata_have_equal_shares() -> None:
    rows = frame(1000, stratify_by=["en"] * 800 + ["ur"] * 150 + [None] * 50)
    side = rows.with_columns(side=share(rows, Split(stratify_by="language"), 0))
    counts = dict(side.filter(side="validation").group_by("stratify_by").len().iter_rows())
    assert counts == {"en": 80, "ur": 15, None: 5}


def test_added_rows_move_few() -> None:
    before, after = (share(frame(n), Split(), 0) for n in (2000, 2040))
    assert int((before != after[:2000]).sum()) <= 12
    other = share(frame(2000), Split(seed=1), 0)
    assert int((before != other).sum()) > 200


def test_training_rows_come_first() -> None:
    assert sides(frame(10), least=10) == {"train": 10}
    assert sides(frame(14), least=13, validation_ratio=0.4) == {"train": 13, "validation": 1}


def test_clusters_stay_on_one_side() -> None:
    chain = [text(3, 100)]
    for step in range(1, 8):
        chain.append(changed(chain[-1], 12 * step))
    rows = [chat(t) for t in chain] + [chat(text(n)) for n in range(100, 140)]
    setup = setup_of(split={"validation_ratio": 0.5})
    found = split(dedupe(rows, split={"validation_ratio": 0.5}), setup).rows
    assert found.group_by("cluster").agg(pl.col("split").drop_nulls().n_unique())["split"].max() == 1
    assert found["split"].null_count() == (found["fate"] == "duplicate").sum()


def test_metadata_is_read_from_the_rows() -> None:
    rows = [chat(text(n), customer=n % 5, language="en" if n % 2 else None) for n in range(50)]
    settings = {"split_by": "customer", "validation_ratio": 0.2}
    setup = setup_of(split=settings)
    found = split(index_of(rows, setup), setup).rows
    by_customer = (
        found.with_columns(customer=pl.col("row_id") % 5).group_by("customer").agg(pl.col("split").n_unique())
    )
    assert by_customer["split"].max() == 1
    assert (found["split"] == "validation").sum() == 10
