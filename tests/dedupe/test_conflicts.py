"""Rows that contradict each other are named; they go only when asked for."""

from typing import Any

from curate.stages import Index
from curate.stages.conflicts import conflicts
from tests.dedupe.rows import chat, index_of, setup_of
from tests.dedupe.test_near_duplicates import changed, kept, text


def find(records: list[dict[str, Any]], **settings: Any) -> Index:
    setup = setup_of(conflicts=settings)
    index = index_of(records, setup)
    return conflicts(index._replace(rows=index.rows.with_columns(cluster="row_id")), setup)


def preference(prompt: str, chosen: str, rejected: str) -> dict[str, Any]:
    def answer(text: str) -> list[dict[str, str]]:
        return [{"role": "assistant", "content": text}]

    asked = [{"role": "user", "content": prompt}]
    return {"prompt": asked, "chosen": answer(chosen), "rejected": answer(rejected)}


def found(index: Index) -> list[tuple[int | None, str]]:
    return index.findings.select("row_id", "rule").rows()


def test_one_prompt_two_answers() -> None:
    rows = [
        chat("How many?", "ten"),
        chat("how  many?", "eleven"),
        chat("How many?", "Ten"),
        chat("Why?", "ten"),
    ]
    assert found(find(rows)) == [(1, "conflicts/other-answer")]
    assert kept(find(rows)) == [0, 1, 2, 3]
    dropped = find(rows, action="drop")
    assert kept(dropped) == [0, 2, 3]
    assert dropped.duplicates.select("row_id", "kept_row_id", "reason").rows() == [(1, 0, "other_answer")]


def test_another_system_prompt_is_another_prompt() -> None:
    assert found(find([chat("Hi", "hello", "be kind"), chat("Hi", "what?", "be rude")])) == []


def test_the_whole_conversation_before_the_answer_is_the_prompt() -> None:
    def talk(first: str, last: str) -> dict[str, Any]:
        turns = [("user", "one"), ("assistant", first), ("user", "two"), ("assistant", last)]
        return {"messages": [{"role": role, "content": content} for role, content in turns]}

    assert found(find([talk("a", "x"), talk("b", "y")])) == []
    assert found(find([talk("a", "x"), talk("a", "y")])) == [(1, "conflicts/other-answer")]


def test_near_prompts() -> None:
    prompt = text(1, 80)
    rows = [chat(prompt, text(2)), chat(changed(prompt, 40), text(3)), chat(changed(prompt, 41), text(2))]
    assert found(find(rows)) == []
    assert found(find(rows, near=True, threshold=0.8)) == [(1, "conflicts/other-answer-to-near-prompt")]


def test_one_answer_to_many_prompts() -> None:
    rows = [chat(text(n), "As a language model I cannot.") for n in range(60)]
    (finding,) = find(rows).findings.iter_rows(named=True)
    assert finding["message"] == "one answer is given to 60 different prompts, first in a.jsonl:1"
    assert found(find(rows[:49])) == []


def test_preferences() -> None:
    rows = [
        preference("q", "good", "bad"),
        preference("q", "bad", "good"),
        preference("p", "Same.", "same."),
        preference("r", text(1), text(1) + " more"),
    ]
    index = find(rows)
    assert found(index) == [
        (1, "conflicts/turned-preference"),
        (2, "conflicts/same-sides"),
        (3, "conflicts/same-sides"),
    ]
