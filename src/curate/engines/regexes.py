"""Rust regexes of polars, compiled once a process and not once a frame.

polars keeps the 32 patterns that a thread used last. A program that goes through 70 patterns in turn compiles every
one of them again for every frame: 50 ms a piece of a build, half of what the patterns cost (polars 2.1.0, 2026-11-29).
So each pattern has a lane, a thread that it shares with 27 others and on which it stays compiled, with the states
that its automaton has met. What a lane answers is what polars answers anywhere else.

Does not cover: frames so large that polars cuts them, which happens only where it has several threads; each of these
compiles for itself then.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

import polars as pl

LANE_PATTERNS = (
    28  # of the 32 that polars keeps: the others are for what runs on a lane without being asked for
)
MOST_LANES = (
    8  # a process that goes on to ask for other patterns shares lanes, and is as slow as without them
)

FEW, FEW_BYTES = (
    16,
    20_000,
)  # so many texts, of so many bytes in all, are sooner looked at than a pattern is compiled

_lanes: list[ThreadPoolExecutor] = []
_lane_of: dict[str, int] = {}
_lock = Lock()


Mask = pl.Series


def matching(texts: pl.Series, pattern: str) -> Mask:
    r"""Tell which texts match a Rust regex.

    >>> matching(pl.Series(["a1", "b", "c3"]), r"\d").to_list()
    [True, False, True]
    """
    return all_matching([(texts, pattern)])[0]


def all_matching(asked: Sequence[tuple[pl.Series, str]]) -> list[Mask]:
    """Do the same for many (texts, pattern): lane by lane, or all lanes at once where polars has several threads."""
    by_lane: dict[int, list[int]] = {}
    for place, (_, pattern) in enumerate(asked):
        by_lane.setdefault(_lane(pattern), []).append(place)

    def look(places: list[int]) -> list[Mask]:
        # of a series, on this thread: `collect_all` would hand the work to one of polars' own
        return [texts.str.contains(pattern) for texts, pattern in (asked[place] for place in places)]

    results: dict[int, Mask] = {}
    started = []
    for lane, places in by_lane.items():
        answer = _lanes[lane].submit(look, places)
        if pl.thread_pool_size() == 1:
            answer.result()
        started.append((places, answer))
    for places, answer in started:
        results.update(zip(places, answer.result(), strict=True))
    return [results[place] for place in range(len(asked))]


def worth_it(pattern: str, texts: pl.Series) -> bool:
    """Tell whether texts are to be matched before a slower look at them, which is exact, or go to that at once.

    Long ones are matched in any case: patterns that backtrack are to meet none that need not be.
    """
    if len(texts) > (1 if pattern in _lane_of else FEW):
        return True
    return sum(len(text.encode()) for text in texts) > FEW_BYTES


def _lane(pattern: str) -> int:
    with _lock:
        if pattern not in _lane_of:
            _lane_of[pattern] = len(_lane_of) // LANE_PATTERNS % MOST_LANES
            while len(_lanes) <= _lane_of[pattern]:
                _lanes.append(ThreadPoolExecutor(1, thread_name_prefix="regexes"))
        return _lane_of[pattern]


def _forget() -> None:
    """Threads do not survive a fork, and one that held the lock would hold it for good."""
    global _lock
    _lock = Lock()
    _lanes.clear()
    _lane_of.clear()


os.register_at_fork(after_in_child=_forget)
