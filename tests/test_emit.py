"""Rows of roles and texts that are written as they stand are the lines that the long way writes, for every target."""

from typing import Any

import orjson
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.plain_chat import roles_of
from curate.providers import inherited, load, names
from curate.spec.config import Target
from curate.stages.check_targets import writer_of
from curate.stages.emit import emit

TARGETS = [
    Target(id=name, method=method)
    for name in names()
    for method in sorted(
        {inherited(load(name)["methods"], key).get("method", key) for key in load(name)["methods"]}
    )
]
SAID = st.text() | st.sampled_from(['],"extra":{', '"', "\\", '\\"}]', "\n", "\u2028"])
TURN = st.fixed_dictionaries({"role": st.sampled_from(["system", "user", "assistant"]), "content": SAID})
OTHER = TURN.map(lambda turn: {"content": turn["content"], "role": turn["role"]}) | TURN.map(
    lambda turn: turn | {"name": "x"}
)
EXTRA = st.dictionaries(
    st.sampled_from(["id", "extra", "messages"]), SAID | st.dictionaries(SAID, SAID, max_size=1)
)
ROWS = st.lists(
    st.builds(
        lambda turns, extra: {"messages": turns} | ({"extra": extra} if extra else {}),
        st.lists(TURN, max_size=3) | st.lists(OTHER, max_size=2),
        EXTRA,
    ),
    min_size=1,
    max_size=5,
)


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    records = pl.Series([orjson.dumps(row).decode() for row in rows], dtype=pl.String)
    plain = pl.Series([roles_of(row) is not None for row in rows], dtype=pl.Boolean)
    return pl.DataFrame({"record": records, "plain": plain})


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: f"{target.id}-{target.method}")
@given(rows=ROWS)
def test_lines_are_those_of_the_long_way(target: Target, rows: list[dict[str, Any]]) -> None:
    writer = writer_of(target)
    written = [writer.write(row)[0] for row in rows]
    fit = [row for row, line in zip(rows, written, strict=True) if line is not None]
    assert emit(frame(fit), target) == [orjson.dumps(line) + b"\n" for line in written if line is not None]


def test_the_short_way_is_taken() -> None:
    assert writer_of(Target(id="openai")).writes_plain_rows_as_they_are
    assert not writer_of(Target(id="gemini")).writes_plain_rows_as_they_are
