"""`curate.find_duplicates` agrees with brute force on real texts; hot bands do not blow up."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest

from curate import find_duplicates
from curate.engines import clusters
from curate.engines.near import clusters_of, sign_texts
from tests.dedupe.test_near_duplicates import changed, text

ROWS = 3000


def grams(value: str) -> set[object]:
    words = re.findall(r"\w+", normalize("NFKC", value).lower())
    if len(words) < 5:
        return {" ".join(normalize("NFKC", value).lower().split())}
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def jaccard(a: set[object], b: set[object]) -> float:
    return len(a & b) / len(a | b)


def pairs(sets: list[set[object]], threshold: float) -> Iterator[tuple[int, int]]:
    """Yield all pairs that reach the threshold, by counting shared shingles."""
    holders: dict[object, list[int]] = {}
    for number, items in enumerate(sets):
        shared = Counter(other for item in items for other in holders.get(item, ()))
        for item in items:
            holders.setdefault(item, []).append(number)
        for other, count in shared.items():
            if count / (len(items) + len(sets[other]) - count) >= threshold:
                yield other, number


def real_texts(folder: Path, name: str) -> list[str]:
    path = folder / "data" / "real" / name
    if name.endswith(".gz"):
        with gzip.open(path, "rt") as lines:
            rows = [json.loads(line) for line in lines]
        rows = rows[:: len(rows) // ROWS]
    elif name.endswith("l"):
        rows = [json.loads(line) for line in path.read_text().splitlines()]
    else:
        rows = json.loads(path.read_text())
    return [said(row) for row in rows[:ROWS]]


def said(row: dict[str, object]) -> str:
    def leaves(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for key, item in value.items():
                if key not in ("role", "source", "speaker", "service", "dialogue_id", "id"):
                    yield from leaves(item)
        elif isinstance(value, list):
            for item in value:
                yield from leaves(item)

    return "\n".join(leaves(row))


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "chat_real.jsonl.gz",
        "gpteacher_codegen.json",
        "gpteacher_roleplay.json",
        "gpteacher_toolformer.json",
        "gsm8k_train.jsonl",
        "sgd_dialogues_001.json",
        "taskmaster4_data_07.json",
    ],
)
def test_brute_force(shared: Path, name: str) -> None:
    texts = real_texts(shared, name)
    sets = [grams(value) for value in texts]
    true = list(pairs(sets, 0.8))
    signed = sign_texts(texts, 0.8)
    label = clusters_of(signed, 0.8).label
    found = sum(label[a] == label[b] for a, b in true)
    assert found >= 0.97 * len(true), f"{found} of {len(true)} pairs"
    gone = set()
    for place, kept, similarity in find_duplicates(texts):
        assert similarity >= 0.8 - 1e-9
        assert jaccard(sets[place], sets[kept]) == pytest.approx(similarity, abs=0.001)
        gone.add(place)
    assert not gone & {kept for _, kept, _ in find_duplicates(texts)}


def test_gsm8k_has_no_repeats(shared: Path) -> None:
    lines = (shared / "data" / "real" / "gsm8k_train.jsonl").read_text().splitlines()
    texts = [f"{row['question']}\n{row['answer']}" for row in map(json.loads, lines)]
    assert len(texts) == 7473
    assert find_duplicates(texts) == []


def test_prefer_and_threshold() -> None:
    original = text(1, 80)
    texts = [original, original + " and a little more", "something else entirely, I think"]
    assert [(d.place, d.kept) for d in find_duplicates(texts)] == [(1, 0)]
    assert [(d.place, d.kept) for d in find_duplicates(texts, prefer="longest")] == [(0, 1)]
    assert find_duplicates(texts, threshold=0.99) == []
    assert find_duplicates([]) == []
    assert find_duplicates(["", "", " "]) == []
    with pytest.raises(ValueError, match="threshold"):
        find_duplicates(texts, threshold=0)


def test_datatrove_clusters(shared: Path) -> None:
    rows = json.loads((shared / "cases" / "dedupe" / "datatrove_minhash_clusters.json").read_text())["rows"]
    label = clusters_of(sign_texts([row["text"] for row in rows], 0.5), 0.5).label
    for a, one in enumerate(rows):
        for b, other in enumerate(rows):
            assert one["cluster"] == other["cluster"] or label[a] != label[b]


@pytest.mark.parametrize("filler", [2, 40], ids=["one cluster", "no cluster"])
def test_hot_bands(filler: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of one template share bands; comparing each with each would be 32 million pairs."""
    template = text(5, 60)
    texts = [f"{template} {text(1000 + n, filler)}" for n in range(8000)]
    compared = 0
    jaccard_of = clusters.jaccard

    def counting(sets: object, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        nonlocal compared
        compared += len(left)
        return jaccard_of(sets, left, right)

    monkeypatch.setattr(clusters, "jaccard", counting)
    forest = clusters_of(sign_texts(texts, 0.8), 0.8)
    assert len(np.unique(forest.label)) == (1 if filler == 2 else 8000)
    assert forest.given_up == 0
    assert compared < 4_000_000


def test_small_changes_are_found() -> None:
    originals = [text(n, 100) for n in range(200)]
    texts = originals + [changed(value, 50) for value in originals]
    assert [(d.place, d.kept) for d in find_duplicates(texts)] == [(200 + n, n) for n in range(200)]
