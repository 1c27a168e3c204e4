"""The indexes say what the YAML says, and an edited file is read as YAML."""

from pathlib import Path

import pytest

from curate.resources import folder
from curate.shipped_yaml import make_index, parse_yaml, read_yaml
from tools import make_rule_index

FILES = [path for kind in ("providers", "wire") for path in sorted((folder("rules") / kind).glob("*.yaml"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_index_says_what_the_file_says(path: Path) -> None:
    assert read_yaml(path) == parse_yaml(path.read_bytes())


def test_the_indexes_are_current() -> None:
    assert make_rule_index.main(["--check"]) == 0


def test_an_edited_file_is_read_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("day: 2026-11-22")
    (tmp_path / "index.json").write_bytes(make_index(tmp_path))
    path.write_text("day: 2026-11-23")
    assert str(read_yaml(path)["day"]) == "2026-11-23"
