"""`curate.frames.split`: no row is lost, whatever the library."""

from types import MappingProxyType

import polars as pl
import pytest

from curate import Checker
from curate.frames import split

TURNS = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
ROWS = [
    {"messages": TURNS, "tools": None},
    {"messages": TURNS[:1], "tools": None},
    {"messages": TURNS, "tools": None},
]


def test_polars() -> None:
    kept, rejected, findings = split(pl.DataFrame(ROWS), provider="openai")
    assert (len(kept), len(rejected)) == (2, 1)
    assert set(findings["row"]) == {1}
    assert "turns/last" in set(findings["rule"])


def test_a_checker_of_ones_own() -> None:
    checker = Checker(provider="openai", null="absent")
    assert len(split(pl.DataFrame(ROWS), checker).kept) == 2


def test_an_empty_table() -> None:
    kept, rejected, findings = split(pl.DataFrame(ROWS).head(0), provider="openai")
    assert (len(kept), len(rejected), len(findings)) == (0, 0, 0)


def test_pandas() -> None:
    pandas = pytest.importorskip("pandas")
    kept, rejected, findings = split(pandas.DataFrame(ROWS), provider="openai")
    assert (len(kept), len(rejected), set(findings["row"])) == (2, 1, {1})
    assert list(rejected.index) == [1]


def test_pyarrow() -> None:
    arrow = pytest.importorskip("pyarrow")
    kept, rejected, findings = split(arrow.Table.from_pylist(ROWS), provider="openai")
    assert (len(kept), len(rejected), len(findings) > 0) == (2, 1, True)


def test_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="not list"):
        split(ROWS, provider="openai")
    with pytest.raises(TypeError, match="a checker or a provider"):
        split(pl.DataFrame(ROWS))


def test_a_checker_takes_any_mapping() -> None:
    """A row of datasets is a mapping and no dict."""
    record = MappingProxyType({"messages": [MappingProxyType(turn) for turn in TURNS], "tools": None})
    assert Checker(provider="openai", null="absent").ok(record)
    assert Checker(provider="openai").check(MappingProxyType({"messages": TURNS})) == []
