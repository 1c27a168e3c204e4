"""Every recipe of docs/recipes runs, where the library that it is about is installed."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

RECIPES = Path(__file__).resolve().parents[2] / "docs" / "recipes"
NEEDS = re.compile(r"<!-- needs: (\S+) -->")
CODE = re.compile(r"```python\n(.*?)```", re.DOTALL)
WITH_CODE = [path for path in sorted(RECIPES.glob("*.md")) if CODE.search(path.read_text(encoding="utf-8"))]
SOURCE = str(Path(__file__).parents[2] / "src")


@pytest.mark.parametrize("path", WITH_CODE, ids=lambda path: path.stem)
def test_recipe(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    library = NEEDS.search(text)
    assert library, "say in the first line what the recipe needs"
    pytest.importorskip(
        library[1], reason=f"{library[1]} is not installed: this recipe is not run", exc_type=ImportError
    )
    turns = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    rows = [{"messages": turns}] * 3 + [{"messages": turns[:1]}]
    (tmp_path / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "recipe.py").write_text("\n".join(CODE.findall(text)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "recipe.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120,
        env={"PYTHONPATH": SOURCE, "HOME": str(tmp_path), "PATH": "", "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
