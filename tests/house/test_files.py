"""What holds for every file: one subject, a docstring, true examples, no machine's paths, strict YAML."""

import ast
import doctest
import importlib
import re
from pathlib import Path

import pytest
import yaml

from tests.house.source import MODULES, ROOT, SRC, tracked

MOST_LINES = 300
FILES = tracked()
PYTHON = [path for path in FILES if path.suffix == ".py"]
TEXT = [
    path for path in FILES if path.suffix in {".py", ".md", ".yaml", ".yml", ".toml", ".lock", ".json", ""}
]
PATHS = re.compile(r"(?<![\w.}~-])/(?:tmp|work|root|home)/\w")
# written in pieces, so that this file names no registry itself
HOSTS = re.compile("|".join(r"\b" + host.replace(" ", r"\.") for host in
                   ("pypi org", "files python" "hosted org", "registry npmjs org", "deb debian org")))  # fmt: skip


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PYTHON, ids=name)
def test_file_has_one_subject(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    assert ast.get_docstring(ast.parse(text)), "say in a docstring what the file is about"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_examples_are_true(path: Path) -> None:
    dotted = ".".join(("curate", *path.relative_to(SRC).with_suffix("").parts)).removesuffix(".__init__")
    if dotted == "curate.__main__":
        return  # importing it runs the program
    result = doctest.testmod(importlib.import_module(dotted), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_tools_are_true() -> None:
    for path in sorted((ROOT / "tools").glob("*.py")):
        module = importlib.import_module(f"tools.{path.stem}")
        assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


@pytest.mark.parametrize("pattern", [PATHS, HOSTS], ids=["paths", "registries"])
def test_no_trace_of_a_machine(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name(path)}:{number}: {line.strip()[:80]}"
        for path in TEXT
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


class Strict(yaml.CSafeLoader):
    """Refuse a key that stands twice in one map."""

    def construct_mapping(self, node, deep=False):  # type: ignore[no-untyped-def]
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = {str(key) for key in keys if keys.count(key) > 1}
        assert not twice, f"{node.start_mark}: {', '.join(twice)} stands twice"
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.y*ml")), ids=name)
def test_rules_are_strict_yaml(path: Path) -> None:
    assert path.suffix == ".yaml"
    assert isinstance(yaml.load(path.read_bytes(), Strict), dict)
