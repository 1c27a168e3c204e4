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


said = st.lists(st.sampled_from(["so", "on", "and", "the", "way", "it", "goes", "7"]), max_size=60)
few_rounds = Params(repeats=2, short_repeats=3, share=0.1)


@given(said, said, st.integers(1, 14), said, st.sampled_from([PARAMS, few_rounds, Params(repeats=1)]))
def test_every_lag_at_which_enough_words_come_again_is_looked_at(
    before: list[str], unit: list[str], times: int, after: list[str], params: Params
) -> None:
    words = before + unit * times + after
    total = len(words)
    enough = [
        lag
        for lag in range(1, min(looping.MOST_WORD_LAG, total // 2) + 1)
        if looping._longest_run(words, lag, looping._least(lag, total, params))[0]
    ]
    assert set(enough) <= set(looping._lags(words, params))


@given(st.lists(st.sampled_from(["it goes round and round again", "so it goes", "7 of 9 went on their way"])))
def test_texts_with_few_ends_hold_few_units(units: list[str]) -> None:
    for end in (". ", "!\t", "？\n", "\n\n"):
        text = end.join(units)
        assert bool(looping._by_units(text)) == bool(by_all_units(text))


def by_all_units(text: str) -> tuple[int, int] | None:
    units = [unit.strip().lower() for unit in looping._UNIT_END.split(text)]
    units = [unit for unit in units if len(unit) > 20 and unit.count(" ") >= 3]
    return looping._comes_most(units)
