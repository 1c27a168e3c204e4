"""Every recipe of docs/recipes runs, where the library that it is about is installed."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import curate

RECIPES = Path(__file__).resolve().parents[2] / "docs" / "recipes"
NEEDS = re.compile(r"<!-- needs: (\S+) -->")
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
WITH_CODE = [path for path in sorted(RECIPES.glob("*.md")) if CODE.search(path.read_text(encoding="utf-8"))]
SOURCE = str(Path(__file__).parents[2] / "src")


def write_rows(path: Path) -> list[dict[str, Any]]:
    """Write three rows that a service takes and one that it does not."""
    turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    rows: list[dict[str, Any]] = [{"messages": turns}] * 3 + [{"messages": turns[:1]}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return rows


@pytest.mark.parametrize("path", WITH_CODE, ids=lambda path: path.stem)
def test_recipe(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    library = NEEDS.search(text)
    assert library, "say in the first line what the recipe needs"
    pytest.importorskip(
        library[1], reason=f"{library[1]} is not installed: this recipe is not run", exc_type=ImportError
    )
    rows = write_rows(tmp_path / "train.jsonl")
    assert len(rows) == 4
    (tmp_path / "recipe.py").write_text("\n".join(CODE.findall(text)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "recipe.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={"PYTHONPATH": SOURCE, "HOME": str(tmp_path), "PATH": "", "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_what_the_recipes_for_large_libraries_rely_on(tmp_path: Path) -> None:
    """PyTorch keeps the rows that are ok; Airflow raises with the first findings of a file that is not taken."""
    rows = write_rows(tmp_path / "train.jsonl")
    checker = curate.Checker(provider="openai")
    assert [checker.ok(row) for row in rows] == [True, True, True, False]
    report = curate.check(tmp_path / "train.jsonl", provider="openai")
    assert not report.accepted
    worst = report.findings[0]
    assert (worst.severity, worst.source) == ("error", str(tmp_path / "train.jsonl"))
