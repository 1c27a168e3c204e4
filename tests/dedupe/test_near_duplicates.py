"""Nothing is merged that differs, and what is merged has its evidence."""

from itertools import combinations
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curate.stages import Index
from curate.stages.exact_duplicates import exact_duplicates
from curate.stages.near_duplicates import near_duplicates
from tests.dedupe.rows import chat, index_of, setup_of

WORDS = [f"word{n}" for n in range(2000)]


def dedupe(records: list[dict[str, Any]], piece: int = 1000, **stages: Any) -> Index:
    setup = setup_of(**stages)
    return near_duplicates(exact_duplicates(index_of(records, setup, piece), setup), setup)


def kept(index: Index) -> list[int]:
    return index.rows.filter(pl.col("fate").is_null())["row_id"].to_list()


def text(seed: int, words: int = 60) -> str:
    return " ".join(Random(seed).choices(WORDS, k=words))


def changed(original: str, *places: int) -> str:
    words = original.split()
    for place in places:
        words[place] = "changed"
    return " ".join(words)


def jaccard(a: str, b: str) -> float:
    def grams(t: str) -> set[tuple[str, ...]]:
        words = t.lower().split()
        return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}

    return len(grams(a) & grams(b)) / len(grams(a) | grams(b))


def test_a_near_duplicate_goes_with_its_evidence() -> None:
    first = text(1)
    index = dedupe([chat(first), chat(text(2)), chat(changed(first, 30))])
    assert kept(index) == [0, 1]
    (row,) = index.duplicates.iter_rows(named=True)
    assert (row["row_id"], row["kept_row_id"], row["reason"]) == (2, 0, "near")
    assert row["similarity"] == pytest.approx(jaccard(first + " yes", changed(first, 30) + " yes"))
    assert index.rows["cluster"].to_list() == [0, 1, 0]


def test_shared_system_prompts_and_tools_are_not_compared() -> None:
    system = text(5, 800)
    names = [f"{a} {b} {c}" for a, b, c in combinations(WORDS[:30], 3)]
    tool = {"type": "function", "function": {"name": "find", "description": text(6, 200), "parameters": {}}}
    questions = [f"please look up the order of {name} for me today" for name in names[:1929]]
    rows = [chat(q, f"I look up {q[28:-13]}.", system, tools=[tool]) for q in questions]
    rows += Random(0).sample(rows, 71)
    assert len(kept(dedupe(rows))) == 1929


def test_a_row_is_not_chained_away() -> None:
    chain = [text(3, 100)]
    for step in range(1, 8):
        chain.append(changed(chain[-1], 12 * step))
    index = dedupe([chat(t) for t in chain])
    assert index.rows["cluster"].n_unique() == 1
    assert len(kept(index)) > 1
    for row in index.duplicates.iter_rows(named=True):
        assert row["kept_row_id"] in kept(index)
        a, b = (chain[row[c]] + " yes" for c in ("row_id", "kept_row_id"))
        assert row["similarity"] == pytest.approx(jaccard(a, b))
        assert row["similarity"] >= 0.8


def test_short_texts_only_match_exactly() -> None:
    rows = [chat("2 + 2", "4"), chat("2 - 2", "0"), chat("2+2", "4"), chat("2 + 3", "5"), chat("!!!", "?")]
    assert kept(dedupe([*rows, chat("!!", "?")])) == [0, 1, 3, 4, 5]


def test_what_differs_beside_the_text_stays() -> None:
    def call(name: str) -> dict[str, Any]:
        function = {"name": name, "arguments": '{"id": "one two three four five six"}'}
        answer = {"role": "assistant", "content": None,
                  "tool_calls": [{"id": "c", "type": "function", "function": function}]}  # fmt: skip
        return {"messages": [{"role": "user", "content": text(9)}, answer]}

    def image(url: str) -> dict[str, Any]:
        parts = [{"type": "text", "text": text(8)}, {"type": "image_url", "image_url": {"url": url}}]
        return {"messages": [{"role": "user", "content": parts}, {"role": "assistant", "content": "a cat"}]}

    assert kept(dedupe([call("open"), call("close"), image("a.png"), image("b.png")])) == [0, 1, 2, 3]


def test_metadata_is_no_content() -> None:
    index = dedupe([chat("a", id=1), chat("a", id=2)])
    assert index.duplicates["reason"].to_list() == ["exact"]


@pytest.mark.parametrize(
    "texts",
    [
        [
            "میں کل لاہور جاؤں گا اور وہاں اپنے دوست سے ملوں گا",
            "میں کل کراچی جاؤں گا اور وہاں اپنے بھائی سے ملوں گا",
        ],
        [
            "أريد أن أعرف موعد وصول الطلب رقم سبعة من فضلك",
            "أريد أن ألغي الطلب رقم تسعة وأسترد المبلغ من فضلك",
        ],
        ["請問我的訂單什麼時候會送到台北", "請問我的退款什麼時候會匯入帳戶"],
        ["注文した商品はいつ届きますか教えてください", "返品した商品の返金はいつになりますか教えて"],
        ["พัสดุของฉันจะมาถึงเมื่อไหร่", "ฉันต้องการคืนสินค้าและขอเงินคืน"],
    ],
    ids=["urdu", "arabic", "chinese", "japanese", "thai"],
)
def test_other_scripts(texts: list[str]) -> None:
    rows = [chat(t) for t in texts]
    assert kept(dedupe(rows)) == [0, 1]
    long = " ".join(texts * 3)
    spaced = [chat(long), chat(long + texts[0][:3]), chat(f"  {long}  ")]
    assert kept(dedupe(spaced)) == [0]


def test_policies() -> None:
    original = text(4, 80)
    rows = [chat(original), *(chat(changed(original, n)) for n in range(30, 35))]
    assert kept(dedupe(rows)) == [0]
    assert kept(dedupe(rows, near_duplicates={"action": "cap", "cap": 3})) == [0, 1, 2]
    assert kept(dedupe(rows, near_duplicates={"action": "off"})) == [0, 1, 2, 3, 4, 5]
    report = dedupe(rows, near_duplicates={"action": "report"})
    assert kept(report) == [0, 1, 2, 3, 4, 5]
    assert report.findings["row_id"].to_list() == [1, 2, 3, 4, 5]


def test_preference() -> None:
    original = text(4, 80)
    rows = [
        chat(original, n=2),
        chat(original + " and more", n=10),
        chat(original.upper(), n=9),
        chat("other"),
    ]
    assert kept(dedupe(rows)) == [0, 3]
    assert kept(dedupe(rows, near_duplicates={"prefer": "longest"})) == [1, 3]
    assert kept(dedupe(rows, near_duplicates={"prefer": "n"})) == [1, 3]


def test_a_large_removal_is_said_loudly() -> None:
    rows = [chat(text(1)) for _ in range(8)] + [chat(text(n)) for n in range(2, 6)]
    (finding,) = dedupe(rows).findings.iter_rows(named=True)
    assert finding["rule"] == "duplicates/removal-rate"
    assert finding["message"] == (
        "7 of 12 rows (58%) are duplicates, expected at most 30%; "
        "biggest clusters: 8 rows like a.jsonl:1; cluster sizes: 8-15: 1"
    )


drafts = st.lists(
    st.tuples(st.integers(0, 4), st.lists(st.integers(0, 59), max_size=3)), min_size=1, max_size=25
)


@settings(max_examples=25, deadline=None)
@given(drafts, st.randoms(use_true_random=False))
def test_order_and_pieces_change_no_decision(draft: list[tuple[int, list[int]]], random: Random) -> None:
    rows = [chat(changed(text(seed), *places)) for seed, places in draft]
    prefer = {"near_duplicates": {"prefer": "longest"}}
    index = dedupe(rows, **prefer)
    again = dedupe(rows, piece=3, **prefer)
    assert index.rows.equals(again.rows)
    assert index.duplicates.equals(again.duplicates)
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = dedupe([rows[n] for n in order], **prefer)

    def contents(of: Index) -> list[str]:
        return sorted(of.rows.filter(pl.col("fate").is_null())["content_hash"])

    assert contents(index) == contents(shuffled)


@settings(max_examples=15, deadline=None)
@given(drafts)
def test_a_second_pass_finds_nothing(draft: list[tuple[int, list[int]]]) -> None:
    rows = [chat(changed(text(seed), *places)) for seed, places in draft]
    once = [rows[n] for n in kept(dedupe(rows))]
    assert kept(dedupe(once)) == list(range(len(once)))
