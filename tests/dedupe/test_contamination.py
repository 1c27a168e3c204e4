"""Evaluation texts in training rows are found, wherever they stand and with other numbers."""

import gzip
import json
import re
from pathlib import Path
from random import Random

import polars as pl
import pytest

from curate.engines.evaluation import PLACES, evaluation_pack, load_pack, save_pack
from curate.engines.grams import Pack, excerpt, find, make_pack
from curate.errors import InputError
from curate.model import RawRecord
from curate.stages import Chunk
from curate.stages.contamination import contamination
from curate.stages.convert import convert
from tests.dedupe.rows import chat, setup_of
from tests.dedupe.test_near_duplicates import changed, text


@pytest.fixture
def evaluation(tmp_path: Path) -> Path:
    path = tmp_path / "exam.jsonl"
    items = [{"question": text(n, 40), "answer": str(n)} for n in range(20)]
    path.write_text("\n".join(json.dumps(item) for item in items) + "\n")
    return path


def hits(pack: Pack, *texts: str) -> list[tuple[int, int, float]]:
    found = find(pl.Series(texts, dtype=pl.String), pack)
    lines = pack.parts["line"].gather(found["part"])
    return list(zip(found["text"], lines, found["share"].round(2), strict=True))


def test_where_and_how_much(evaluation: Path) -> None:
    pack = evaluation_pack([str(evaluation)], Path())
    inside = f"Here it comes: {text(3, 40).upper()}! Solve it."
    assert hits(pack, inside, text(99), changed(text(5, 40), 30)) == [(0, 4, 1.0), (2, 6, 0.75)]


def test_other_numbers() -> None:
    pack = make_pack(pl.Series(["Ann has 12 apples and buys 1,300 more; how many has she?"]), place(1))
    other = "Ann has 7 1/2 apples and buys 5 more; how many has she?"
    assert hits(pack, other, "Ann has some apples and buys more; how many has she?") == [(0, 1, 1.0)]
    found = find(pl.Series([other]), pack).row(0, named=True)
    assert (
        excerpt(other, found["at"], found["run"]) == "ann has 7 1/2 apples and buys 5 more; how many has she"
    )


def place(count: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"source": ["exam"] * count, "line": range(1, count + 1), "field": [""] * count}, PLACES
    )


def test_short_texts_count_as_a_whole() -> None:
    texts = ["too short to be told apart", "which element is most abundant in the crust"]
    pack = make_pack(pl.Series(texts), place(2))
    assert hits(pack, *texts, "He asks: which element is most abundant in the crust of pies?") == [
        (1, 2, 1.0),
        (2, 2, 1.0),
    ]


def test_what_all_evaluation_texts_share_tells_nothing() -> None:
    order = "Read the following passage with care and answer the question below it in one short sentence:"
    pack = make_pack(pl.Series([f"{order} {text(n, 30)}" for n in range(60)]), place(60))
    assert hits(pack, order, f"{order} {text(1000, 30)}") == []
    assert hits(pack, text(4, 30)) == [(0, 5, pytest.approx(30 / 42, abs=0.01))]


def test_packs_hold_no_text(evaluation: Path, tmp_path: Path) -> None:
    pack = evaluation_pack([str(evaluation)], Path())
    folder = tmp_path / "exam.grams"
    save_pack(pack, folder)
    assert load_pack(folder).grams.equals(pack.grams)
    assert all(b"word" not in file.read_bytes() for file in folder.iterdir() if file.name == "grams.parquet")
    both = evaluation_pack([str(evaluation), str(folder)], Path())
    assert len(both.parts) == 40
    with pytest.raises(InputError, match="not a pack"):
        load_pack(tmp_path / "none.grams")


def test_text_files_have_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "exam.txt").write_text(f"{text(1, 20)}\n\n{text(2, 10)}\n{text(3, 10)}\n")
    parts = evaluation_pack(["exam.txt"], tmp_path).parts
    assert parts.select("source", "line", "words").rows() == [("exam.txt", 1, 20), ("exam.txt", 3, 20)]


def prepared(rows: list[dict[str, object]], **settings: object) -> Chunk:
    raw = [RawRecord(n, n + 1, json.dumps(row).encode()) for n, row in enumerate(rows)]
    return contamination(convert(raw, "openai_chat"), setup_of(contamination=settings))


def test_the_stage(evaluation: Path) -> None:
    rows = [chat("hello"), chat(f"Please solve: {text(7, 40)}", text(8, 40))]
    chunk = prepared(rows, against=[str(evaluation)])
    assert chunk.findings.select("row_id", "line", "pointer").rows() == [
        (1, 2, "/messages/0/content"),
        (1, 2, "/messages/1/content"),
    ]
    message = chunk.findings["message"][0]
    assert message.startswith(
        f"100% of the evaluation text {evaluation}:8 /question stands here, 40 words in a row: `word"
    )
    assert len(chunk.examples) == 2
    assert prepared(rows, against=[str(evaluation)], action="drop").rejected["row_id"].to_list() == [1]
    assert prepared(rows).findings.is_empty()


def test_a_text_that_is_spread_over_messages(evaluation: Path) -> None:
    words = text(7, 40).split()
    turns = [
        [("user", "Go on when I say so."), ("user", " ".join(words[:10])), ("user", " ".join(words[10:]))],
        [
            (role, said)
            for at in range(0, 40, 5)
            for role, said in (("user", " ".join(words[at : at + 5])), ("assistant", "go on"))
        ],
        [("user", " ".join(words[:20])), ("assistant", " ".join(words[20:]))],
        [("user", " ".join(words[:16])), ("assistant", "no")],
    ]
    rows = [{"messages": [{"role": role, "content": said} for role, said in row]} for row in turns]
    found = prepared(rows, against=[str(evaluation)]).findings
    assert found.select("row_id", "pointer").rows() == [
        (0, "/messages/1/content"),
        (1, "/messages/0/content"),
        (2, "/messages/0/content"),
    ]
    assert [message.partition(" ")[0] for message in found["message"]] == ["100%", "100%", "100%"]


def test_decon_cases(shared: Path) -> None:
    """The asserted cases of decon, at its default setting (5-grams there, 13-grams here)."""
    folder = shared / "cases" / "contamination" / "decon"
    least = {
        "contaminated_mixed": [(0, 1), (3, 2)],
        "clean": None,
        "contaminated_multiple_in_one": [(0, 1), (0, 2)],
    }
    for line in (folder / "expected.jsonl").read_text().splitlines():
        case = json.loads(line)
        if not case["asserted"] or "edge_cases" in case["training"]:
            continue
        pack = evaluation_pack([str(folder / "reference" / case["reference"])], Path())
        rows = (folder / "training" / case["training"]).read_text().splitlines()
        found = {(text, line) for text, line, _ in hits(pack, *(json.loads(row)["text"] for row in rows))}
        wanted = least.get(case["training"].removesuffix(".jsonl"), [(0, 1)])
        assert found >= set(wanted) if wanted else not found, case


def test_gsm8k_planted(shared: Path) -> None:
    path = shared / "cases" / "contamination" / "gsm8k_test.jsonl.gz"
    pack = evaluation_pack([str(path)], Path())
    with gzip.open(path, "rt") as lines:
        questions = [json.loads(line)["question"] for line in lines]
    random = Random(1)
    changed_numbers = [re.sub(r"\d+", lambda _: str(random.randint(2, 999)), q) for q in questions]
    for planted in (questions, [f"A nice one. {q} Show your work." for q in questions], changed_numbers):
        found = find(pl.Series(planted), pack).filter(pl.col("share") >= 0.5)
        assert found["text"].n_unique() == len(questions)
