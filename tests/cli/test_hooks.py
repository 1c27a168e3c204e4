"""The pre-commit hooks under the real pre-commit.

`try-repo` builds an environment out of this checkout: pip without index, the libraries of this environment lent to it.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]
GOOD = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}
BAD = {"messages": [{"role": "user", "content": "hi"}, {"role": "robot", "content": "hello"}]}


@pytest.fixture(autouse=True)
def needs_pre_commit() -> None:
    pytest.importorskip("pre_commit", reason="pre-commit is not installed: the hooks are not tried")


def run(command: list[str], cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=300, env=os.environ | environment
    )


def test_the_manifest_is_valid() -> None:
    done = run([*PRE_COMMIT, "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")], ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a git repository with data, and a config."""
    folder = tmp_path_factory.mktemp("user")
    (folder / "data").mkdir()
    (folder / "data/train set.jsonl").write_text("\n".join(json.dumps(GOOD | {"n": n}) for n in range(3)))
    (folder / "data/bad.jsonl").write_text(json.dumps(BAD))
    (folder / "curate.yaml").write_text("inputs: [data]\noutput: out\nproviders: [openai]\n")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    return folder


def git(folder: Path, *args: str) -> None:
    who = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a git repository of this checkout, as a user's pre-commit would clone it."""
    folder = tmp_path_factory.mktemp("curate") / "repo"
    kept = shutil.ignore_patterns(".git", ".venv", "*_cache", "__pycache__", "tests", "out")
    shutil.copytree(ROOT, folder, ignore=kept)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "all")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("hook", "said"),
    [
        ("curate-check", "data/bad.jsonl:1"),
        ("curate-project", "data/bad.jsonl:1"),
        ("curate-config", None),
    ],
)
def test_try_repo(
    hook: str, said: str | None, hooks: Path, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.getbasetemp() / "pre-commit"
    lent = {
        "PRE_COMMIT_HOME": str(home),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it the wrong way round: this turns isolation off
    }
    done = run([*PRE_COMMIT, "try-repo", str(hooks), hook, "--all-files", "--verbose"], project, **lent)
    if "An unexpected error has occurred" in done.stdout and "pip" in done.stdout:
        pytest.skip(f"no environment can be built offline here: {done.stdout[-300:]}")
    if said is None:
        assert done.returncode == 0, done.stdout + done.stderr
        assert "no problem" in done.stdout
    else:
        assert done.returncode == 1, done.stdout + done.stderr
        assert "exit code: 1" in done.stdout
        assert said in done.stdout
    assert not (project / "out").exists()
