"""What rules a loop out early never rules out a loop."""

from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from curate.checks import looping
from curate.checks.looping import MOST_LAG, Params, check, narrow

PARAMS = Params()
around = st.text("abcdefghij klm", max_size=150)


@given(around, st.text("abc d", min_size=1, max_size=MOST_LAG), st.integers(1, 20), around)
def test_a_stretch_that_comes_back_is_seen(before: str, unit: str, times: int, after: str) -> None:
    text = before + unit * times + after
    least = max(PARAMS.min_chars, PARAMS.share * len(text))
    runs = (looping._longest_run(text, lag, max(9 * lag, least - lag))[0] for lag in range(1, MOST_LAG + 1))
    if any(runs):
        assert looping._comes_back(text, ceil(least) - MOST_LAG)


@given(st.lists(st.sampled_from(["so", "on", "and", "the", "way", "it", "goes", "round"]), max_size=80))
def test_what_is_narrowed_away_has_no_hit(words: list[str]) -> None:
    text = " ".join(words)
    if narrow([text], PARAMS) != [text]:
        assert not list(check(text, PARAMS))
