"""What becomes of each kind of row when it is held out for an evaluation."""

from curate.exports.eval_items import item

ASK = {"role": "user", "content": "2 + 2?"}


def says(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def test_a_conversation_asks_for_its_last_answer() -> None:
    assert item({"messages": [ASK, says("4"), ASK, says("still 4")]}) == {
        "input": [ASK, says("4"), ASK],
        "system_prompt": "",
        "reference": "still 4",
    }


def test_both_sides_of_a_preference_are_named() -> None:
    made = item({"messages": [ASK], "chosen": [says("4")], "rejected": [says("5")]})
    assert made == {"input": [ASK], "system_prompt": "", "reference": "4", "rejected": "5"}


def test_a_bad_answer_is_no_reference() -> None:
    made = item({"messages": [ASK], "completion": [says("5")], "label": False})
    assert made == {"input": [ASK], "system_prompt": "", "reference": None, "rejected": "5"}


def test_what_a_grader_reads_stays() -> None:
    made = item({"messages": [ASK], "extra": {"answer": "4", "input": "not this one"}})
    assert made == {"input": [ASK], "system_prompt": "", "reference": None, "answer": "4"}


def test_a_call_is_a_reference() -> None:
    calls = [{"id": "1", "type": "function", "function": {"name": "add", "arguments": "{}"}}]
    answer = {"role": "assistant", "content": None, "tool_calls": calls}
    made = item({"messages": [ASK, answer], "tools": [{"type": "function"}]})
    assert made is not None
    assert (made["reference"], made["reference_tool_calls"], made["tools"]) == (
        "",
        calls,
        [{"type": "function"}],
    )


def test_plain_text_asks_nothing() -> None:
    assert item({"text": "once"}) is None
