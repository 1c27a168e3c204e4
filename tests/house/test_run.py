"""run.py sets up .venv once, repairs what is half-made, and says in one line what went wrong."""

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.house.source import ROOT

FAKE_LOCKS = {"run": "requirements.lock", "test": "requirements-dev.lock"}


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_loaded", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load a copy of run.py in a folder with blanks; its commands are noted in `calls`, none is run."""
    home = tmp_path / "a folder with blanks"
    home.mkdir()
    shutil.copy(ROOT / "run.py", home)
    for name in (*FAKE_LOCKS.values(), "pyproject.toml"):
        (home / name).write_text(name)
    module = load(home / "run.py")
    module.calls = []

    def call(*command: str) -> None:
        module.calls.append(command)
        module.PYTHON.parent.mkdir(exist_ok=True)
        module.PYTHON.touch()

    monkeypatch.setattr(module, "call", call)
    return module


def test_sets_up_once(run: ModuleType) -> None:
    run.setup("run")
    assert next(c for c in run.calls if "--require-hashes" in c)[-1].endswith("requirements.lock")
    run.calls.clear()
    run.setup("run")
    assert run.calls == []


def test_build_after_test_installs_nothing(run: ModuleType) -> None:
    run.setup("test")
    run.calls.clear()
    run.setup("run")
    assert run.calls == []


def test_test_after_build_installs_the_rest(run: ModuleType) -> None:
    run.setup("run")
    run.calls.clear()
    run.setup("test")
    assert next(c for c in run.calls if "--require-hashes" in c)[-1].endswith("requirements-dev.lock")
    assert run.complete("run")


def test_a_changed_lock_renews(run: ModuleType) -> None:
    run.setup("run")
    run.LOCKS["run"].write_text("changed")
    assert not run.complete("run")


def test_half_made_is_made_again(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "make_env", lambda: run.fail("no network"))
    with pytest.raises(SystemExit, match="no network"):
        run.setup("run")
    (run.ENV / "broken").touch()
    monkeypatch.undo()
    monkeypatch.setattr(
        run, "call", lambda *command: (run.PYTHON.parent.mkdir(exist_ok=True), run.PYTHON.touch())
    )
    run.setup("run")
    assert run.complete("run")
    assert not (run.ENV / "broken").exists()


def test_a_failing_command_is_one_line() -> None:
    module = load(ROOT / "run.py")
    with pytest.raises(SystemExit) as error:
        module.call(module.sys.executable, "-c", "raise SystemExit(3)")
    assert "ended with 3" in str(error.value)
    assert "\n" not in str(error.value)
