"""The Ray executor makes the same bytes as the local one."""

import json
from pathlib import Path

import pytest

from curate import build
from curate.executors import open_executor

pytest.importorskip("ray", reason="Ray is not installed: pip install 'curatekit[ray]'")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


def square(n: int) -> int:
    return n * n


def fail(n: int) -> int:
    raise ValueError(f"no {n}")


def outputs(folder: Path) -> dict[str, bytes]:
    files = [p for p in sorted(folder.rglob("*")) if p.is_file() and ".curate" not in p.parts]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in files}


def test_results_come_in_order_and_errors_arrive_as_they_are() -> None:
    executor = open_executor("ray", 2)
    try:
        assert list(executor.map(square, iter(range(20)))) == [n * n for n in range(20)]
        with pytest.raises(ValueError, match="no 1"):
            list(executor.map(fail, [1]))
    finally:
        executor.close()


def test_a_build_on_ray_equals_a_local_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
        (folder / "curate.yaml").write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n")
        build(folder / "curate.yaml", executor=name, workers=2)
        made.append(outputs(folder / "out"))
    assert made[0] == made[1]
