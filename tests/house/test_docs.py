"""What README shows is run: shell blocks with this Python, Python blocks as they are; links lead somewhere."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from curate.cli.group import commands
from tests.house.source import ROOT, tracked
from tools import make_config_docs

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"<!-- run -->\n```(sh|python)\n(.*?)```", README, re.DOTALL)
PAGES = [path for path in tracked() if path.suffix == ".md"]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")


@pytest.mark.parametrize(("language", "code"), BLOCKS, ids=[language for language, _ in BLOCKS])
def test_block_runs(language: str, code: str, tmp_path: Path) -> None:
    commands = [[sys.executable, "-c", code]] if language == "python" else shell(code)
    assert commands
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def shell(code: str) -> list[list[str]]:
    """Turn `python3 run.py curate ARGS` into a call of the package with this Python."""
    words = [shlex.split(line, comments=True) for line in code.splitlines() if line.strip()]
    assert all(line[:3] == ["python3", "run.py", "curate"] for line in words)
    return [[sys.executable, "-m", "curate", *line[3:]] for line in words]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []


def test_config_page_is_current() -> None:
    assert make_config_docs.main(["--check"]) == 0, "run: python -m tools.make_config_docs"


def test_named_commands_exist() -> None:
    named = set(re.findall(r"`(?:python3 run.py )?curate ([a-z]+)", README))
    assert {"build", "check"} <= named
    assert named <= set(commands()) | {"command"}
