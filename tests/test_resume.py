"""A killed build finishes from its finished pieces, and nobody can tell from the outputs."""

import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from curate import build
from curate.errors import InputError
from tests.built import outputs

CONFIG = "inputs: [{name}]\noutput: out\nproviders: [openai]\n"


def rows(count: int) -> bytes:
    pick = random.Random(7)
    words = [f"word{n}" for n in range(500)]
    lines = []
    for n in range(count):
        text = " ".join(pick.choices(words, k=60))
        messages = [
            {"role": "user", "content": f"question {n % (count - 9)}"},
            {"role": "assistant", "content": text},
        ]
        lines.append(json.dumps({"messages": messages}).encode() if n % 97 else b'{"messages": [')
    return b"\n".join(lines)


def start(config: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "curate", "build", str(config), "--workers", "2"]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["rows.jsonl", "rows.jsonl.gz"])
def test_a_killed_build_finishes_to_the_same_bytes(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    data = rows(9000)
    folders = []
    for case in ("whole", "killed"):
        folder = tmp_path / case
        folder.mkdir()
        (folder / name).write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)
        (folder / "curate.yaml").write_text(CONFIG.format(name=name))
        folders.append(folder)
    whole, killed = folders
    build(whole / "curate.yaml", workers=1)
    process = start(killed / "curate.yaml")
    deadline = time.monotonic() + 60
    finished = re.compile(r"[0-9a-f]+/done\.json")  # and not of a folder that is still being made
    prepared = killed / "out/.curate/prepare"
    while time.monotonic() < deadline and not any(
        finished.fullmatch(path.relative_to(prepared).as_posix()) for path in prepared.glob("*/done.json")
    ):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert not (killed / "out/manifest.json").exists()
    result = build(killed / "curate.yaml", workers=2)
    assert result.reused >= 1
    assert outputs(killed / "out") == outputs(whole / "out")


def test_unchanged_inputs_are_not_prepared_twice_and_a_changed_rule_of_the_split_neither(
    tmp_path: Path,
) -> None:
    (tmp_path / "rows.jsonl").write_bytes(rows(50))
    config = tmp_path / "curate.yaml"
    config.write_text(CONFIG.format(name="rows.jsonl"))
    assert build(config).reused == 0
    assert build(config).reused == 1
    config.write_text(CONFIG.format(name="rows.jsonl") + "stages: {split: {validation_ratio: 0.5}}\n")
    assert build(config).reused == 1


def test_a_truncated_intermediate_file_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(rows(50))
    config = tmp_path / "curate.yaml"
    config.write_text(CONFIG.format(name="rows.jsonl"))
    build(config)
    before = outputs(tmp_path / "out")["openai/train.jsonl"]
    (piece,) = (tmp_path / "out/.curate/prepare").glob("*/examples.parquet")
    piece.write_bytes(piece.read_bytes()[:-10])
    assert build(config).reused == 0
    assert outputs(tmp_path / "out")["openai/train.jsonl"] == before


def test_the_lock_of_a_living_build_is_respected_and_that_of_a_dead_one_taken_over(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_bytes(rows(5))
    config = tmp_path / "curate.yaml"
    config.write_text(CONFIG.format(name="rows.jsonl"))
    lock = tmp_path / "out/.curate/lock"
    lock.parent.mkdir(parents=True)
    lock.write_text(str(os.getppid()))
    with pytest.raises(InputError, match=f"process {os.getppid()} is building here"):
        build(config)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    lock.write_text(str(dead.pid))
    build(config)
    assert not lock.exists()
