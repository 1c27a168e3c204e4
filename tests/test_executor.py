"""The local executor: order, dead workers, and a generator that is pulled only as far ahead as needed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from curate.cli import main
from curate.executors import WorkerDied
from curate.executors.local import Local
from curate.warm import named_files
from tests.tasks import die, die_once, double


def linger(folder: str) -> None:
    (Path(folder) / str(os.getpid())).touch()
    time.sleep(60)


@pytest.fixture
def pool() -> Iterator[Local]:
    local = Local(2)
    yield local
    local.close()


def test_results_come_in_the_order_of_the_items(pool: Local) -> None:
    assert list(pool.map(double, iter(range(20)))) == [2 * n for n in range(20)]


def test_items_are_pulled_as_work_is_taken(pool: Local) -> None:
    pulled: list[int] = []
    items = (pulled.append(n) or n for n in range(100))
    results = pool.map(double, items)
    next(results)
    assert len(pulled) <= 6


def test_the_tasks_of_a_dead_worker_run_again(pool: Local, tmp_path: Path) -> None:
    assert list(pool.map(partial(die_once, tmp_path), range(6))) == list(range(6))
    assert (tmp_path / "died").exists()


def test_workers_end_with_a_killed_parent(tmp_path: Path) -> None:
    code = (
        "from curate.executors.local import Local; from tests.test_executor import linger\n"
        f"list(Local(2).map(linger, [{str(tmp_path)!r}] * 9))"
    )
    path = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "src")])
    parent = subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path})
    workers: list[int] = []
    while len(workers) < 2 and parent.poll() is None:
        time.sleep(0.02)
        workers = [int(mark.name) for mark in tmp_path.iterdir()]
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(workers) == 2
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_a_task_that_always_kills_its_worker_is_given_up(pool: Local) -> None:
    with pytest.raises(WorkerDied, match="3 times in a row"):
        list(pool.map(die, range(3)))


def test_an_executor_that_is_not_installed_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "rows.jsonl").write_text('{"messages": []}')
    config = tmp_path / "curate.yaml"
    config.write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n")
    monkeypatch.setattr("curate.executors.find_spec", lambda name: None)
    assert main(["build", str(config), "--executor", "ray"]) == 2
    assert (
        "--executor ray needs Ray: install it with  pip install 'curatekit[ray]'" in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("inputs: [a.jsonl, {path: b.csv, format: alpaca}]\noutput: out", ["a.jsonl", "b.csv"]),
        ("inputs: 7", []),
        ("- a", []),
        ("inputs: [{format: alpaca}]", []),
        ("inputs: [", []),
        ("[" * 5000, []),
        ("", []),
    ],
)
def test_a_head_start_reads_what_it_can_and_leaves_complaints_to_the_build(
    text: str, names: list[str], tmp_path: Path
) -> None:
    config = tmp_path / "curate.yaml"
    config.write_text(text)
    assert named_files(config) == names
    assert named_files(tmp_path / "absent.yaml") == []
