"""The frame of segments is the same whichever way a record goes into it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from curate.characters import kinds
from curate.frames import segments_frame
from curate.records import segments_of

ROLES = st.sampled_from(["system", "user", "assistant", "tool", "developer", "", None])
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=9),
    st.none(),
    st.just('{"a": "b"}'),
    st.just([{"text": "x"}]),
)
MESSAGES = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"role": ROLES, "content": TEXTS}, optional={"weight": st.sampled_from([0, 1])}
        ),
        st.none(),
    ),
    max_size=4,
)
RECORDS = st.fixed_dictionaries(
    {"messages": MESSAGES}, optional={"extra": st.just({}), "tools": st.just([]), "chosen": MESSAGES}
)


@given(st.lists(RECORDS, max_size=4))
def test_the_frame_equals_the_segments(records: list[dict[str, Any]]) -> None:
    frame = segments_frame(list(range(len(records))), records)
    assert frame.drop("kinds").rows() == [
        (n, *s) for n, record in enumerate(records) for s in segments_of(record)
    ]
    assert frame["kinds"].to_list() == kinds(frame["text"].to_list()).tolist()


def test_a_plain_conversation_of_any_length() -> None:
    record = {"messages": [{"role": "user", "content": str(n)} for n in range(300)]}
    assert segments_frame([7], [record])["pointer"][299] == "/messages/299/content"
