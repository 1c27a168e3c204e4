"""The Ray executor makes the same bytes as the local one, and outlives workers and nodes."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from curate import build
from curate.executors import ExecutorError, WorkerDied, open_executor
from tests.built import outputs
from tests.tasks import die, die_once, double, fail

pytest.importorskip("ray", reason="Ray is not installed: pip install 'curatekit[ray]'")
pytestmark = pytest.mark.filterwarnings("ignore")
ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.slow
def test_results_come_in_order_errors_as_they_are_and_dead_workers_are_replaced(tmp_path: Path) -> None:
    executor = open_executor("ray", 2)
    try:
        assert list(executor.map(double, iter(range(20)))) == [2 * n for n in range(20)]
        with pytest.raises(ValueError, match="no 1"):
            list(executor.map(fail, [1]))
        assert list(executor.map(partial(die_once, tmp_path), range(6))) == list(range(6))
        assert (tmp_path / "died").exists()
        with pytest.raises(WorkerDied, match="lost 4 times in a row"):
            list(executor.map(die, [1]))
    finally:
        executor.close()


def test_a_cluster_that_is_not_there_is_one_error(monkeypatch: pytest.MonkeyPatch) -> None:
    # this machine's own address is network, too
    monkeypatch.setattr("ray.util.get_node_ip_address", lambda: "127.0.0.1")
    with pytest.raises(ExecutorError, match="cluster at localhost:9 cannot be used: nobody answers at "):
        list(open_executor("ray", 1, "localhost:9").map(double, [1]))


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "work"), [(1, ""), (2, ""), (4, "local://")])
def test_a_build_on_ray_equals_a_local_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, workers: int, work: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    rows = [
        {"messages": [{"role": "user", "content": f"q {n}"}, {"role": "assistant", "content": "x " * 300}]}
        for n in range(4000)
    ]
    made = []
    for name in ("local", "ray"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
        where = f"work_dir: {work}{folder}/work\n" if work and name == "ray" else ""
        (folder / "curate.yaml").write_text(
            f"inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n{where}"
        )
        build(folder / "curate.yaml", executor=name, workers=workers)
        made.append(outputs(folder / "out"))
    assert made[0] == made[1]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="two Ray nodes on one machine: Linux only")
def test_a_build_outlives_a_node() -> None:
    command = [sys.executable, "benchmarks/ray_faults.py", "--rows", "8000", "--nodes", "1"]
    path = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [*command, "--workers", "0", "--drivers", "0"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "nodes: 1 of 1 byte-identical to local" in done.stdout.splitlines(), (
        done.stdout + done.stderr[-2000:]
    )
