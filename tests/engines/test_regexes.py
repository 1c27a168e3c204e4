"""Lanes answer as polars does, whatever runs beside them."""

from concurrent.futures import ThreadPoolExecutor

import polars as pl

from curate.engines import regexes
from curate.engines.regexes import LANE_PATTERNS, MOST_LANES, all_matching, matching

TEXTS = pl.Series([f"x{number} {chr(97 + number % 26)}" for number in range(500)])


def plainly(pattern: str) -> list[bool]:
    return TEXTS.str.contains(pattern).to_list()


def test_more_patterns_than_lanes_hold() -> None:
    patterns = [f"x{number}\\d* [a-m]" for number in range(LANE_PATTERNS * MOST_LANES + 10)]
    asked = [(TEXTS, pattern) for pattern in patterns]
    for _ in range(2):
        found = [mask.to_list() for mask in all_matching(asked)]
        assert found == [plainly(pattern) for pattern in patterns]
    assert len(regexes._lanes) <= MOST_LANES


def test_threads_that_ask_at_once() -> None:
    patterns = [f"x{number} |[{chr(97 + number)}-z]$" for number in range(20)] * 5
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda p: matching(TEXTS, p).to_list(), patterns))
    assert found == [plainly(pattern) for pattern in patterns]


def test_nothing_asked_and_nothing_to_look_at() -> None:
    assert all_matching([]) == []
    assert matching(TEXTS.clear(), "a").is_empty()
