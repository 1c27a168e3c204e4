"""An index of earlier rows: what it has is dropped, and plain datasketch answers the same."""

import json
import pickle
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from datasketch import MinHash

from curate.cli import main
from curate.engines.lsh import band_hashes, bands_for
from curate.engines.minhash import signatures
from curate.engines.near import sign_texts
from curate.engines.saved_index import load_index
from curate.errors import InputError
from curate.stages.against_index import against_index
from curate.standalone.leak import find_leaks
from tests.dedupe.rows import chat, index_of, setup_of
from tests.dedupe.test_near_duplicates import changed, text


@pytest.fixture
def earlier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(Path("old.jsonl"), [chat(text(n)) for n in range(40)] + [chat("short one")])
    assert main(["index", "build", "old.index", "old.jsonl"]) == 0
    return tmp_path / "old.index"


def write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_what_earlier_data_has_is_dropped(earlier: Path) -> None:
    rows = [chat(text(100)), chat(changed(text(7), 30)), chat("Short  one"), chat("another one")]
    setup = setup_of(near_duplicates={"against": [str(earlier)]})
    index = against_index(index_of(rows, setup, piece=2), setup)
    assert index.duplicates.select("row_id", "kept_row_id", "reason").rows() == [
        (1, None, "near, in index old.index: old.jsonl:8"),
        (2, None, "near, in index old.index: old.jsonl:41"),
    ]
    report = setup_of(near_duplicates={"against": [str(earlier)], "action": "report"})
    found = against_index(index_of(rows, report), report)
    assert found.rows["fate"].null_count() == 4
    assert found.findings["rule"].to_list() == ["duplicates/near", "duplicates/near"]


def test_datasketch_reads_the_index(earlier: Path) -> None:
    lsh = pickle.loads((earlier / "lsh.pickle").read_bytes())
    ids, sets, hashes = load_index(earlier, 0.8)
    signed = signatures(sets)
    assert (band_hashes(signed, bands_for(0.8)) == hashes).all()
    for number in range(0, 40, 7):
        sketch = MinHash(num_perm=128, seed=1, hashfunc=int)
        sketch.update_batch(sets.values[sets.bounds[number] : sets.bounds[number + 1]].tolist())
        assert lsh.query(sketch) == [ids[number]]
    near = sign_texts([changed(text(3), 20) + "\nyes"], 0.8)
    ours = np.flatnonzero((hashes == near.bands).any(axis=0)).tolist()
    sketch = MinHash(num_perm=128, seed=1, hashfunc=int)
    sketch.update_batch(near.sets.values.tolist())
    assert sorted(lsh.query(sketch)) == sorted(ids[number] for number in ours) == ["old.jsonl:4"]


def test_a_folder_that_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not an index"):
        load_index(tmp_path, 0.8)


def test_dedupe_command(earlier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        Path("new.jsonl"), [chat(text(50)), chat(changed(text(50), 30)), chat(text(1)), chat(text(50), id=3)]
    )
    capsys.readouterr()
    assert main(["dedupe", "new.jsonl", "--against", "old.index", "--out", "kept.jsonl", "--json"]) == 0
    out, err = capsys.readouterr()
    assert [json.loads(line) for line in out.splitlines()] == [
        {"place": "new.jsonl:2", "kept": "new.jsonl:1", "similarity": 0.8387, "reason": "near"},
        {
            "place": "new.jsonl:3",
            "kept": None,
            "similarity": 1.0,
            "reason": "near, in index old.index: old.jsonl:2",
        },
        {"place": "new.jsonl:4", "kept": "new.jsonl:1", "similarity": 1.0, "reason": "exact"},
    ]
    assert "4 rows: 1 kept, 3 duplicates" in err
    assert Path("kept.jsonl").read_text() == json.dumps(chat(text(50))) + "\n"
    assert main(["dedupe", "new.jsonl"]) == 1


def test_leak_command(earlier: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        chat(text(1)),
        chat(changed(text(2), 30)),
        chat(text(60), "no"),
        chat(f"So: {text(5)}?", text(61)),
    ]
    write(Path("valid.jsonl"), [*rows, chat(text(99))])
    write(Path("train.jsonl"), [chat(text(n)) for n in range(40)] + [chat(text(60), "never")])
    found = {(leak.train, leak.evaluation, leak.kind) for leak in find_leaks("train.jsonl", ["valid.jsonl"])}
    assert found >= {
        ("train.jsonl:2", "valid.jsonl:1", "equal"),
        ("train.jsonl:3", "valid.jsonl:2", "near"),
        ("train.jsonl:41", "valid.jsonl:3", "same_prompt"),
        ("train.jsonl:6", "valid.jsonl:4/messages/0/content", "quoted"),
    }
    assert main(["index", "pack", "valid.grams", "valid.jsonl"]) == 0
    capsys.readouterr()
    assert main(["leak", "train.jsonl", "valid.grams"]) == 1
    assert capsys.readouterr().out.startswith(
        "train.jsonl:2: quoted 100% valid.jsonl:1/messages/0/content `word"
    )
    assert main(["leak", "train.jsonl", "old.jsonl"]) == 1
    write(Path("clean.jsonl"), [chat(text(500), "clean")])
    assert main(["leak", "clean.jsonl", "valid.jsonl"]) == 0


def test_the_parquet_file_has_signatures(earlier: Path) -> None:
    rows = pl.read_parquet(earlier / "signatures.parquet")
    assert rows["signature"].bin.size().unique().to_list() == [4 * 128]
    assert rows["id"][0] == "old.jsonl:1"
