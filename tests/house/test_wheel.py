"""The wheel carries rules/ and schemas/ as they are, the sdist makes the same one, and it builds on its own."""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.slow
DATA = ("rules", "schemas")


def hatch(source: Path, target: str, folder: Path) -> Path:
    """Build one distribution of a source tree, without network, and return it."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(folder.iterdir())


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("RECORD")}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hatch(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


def test_data_is_that_of_the_checkout(wheel: Path) -> None:
    inside = {name: data for name, data in contents(wheel).items() if name.startswith("curate/_data/")}
    checkout = {
        f"curate/_data/{path.relative_to(ROOT).as_posix()}": path.read_bytes()
        for kind in DATA
        for path in (ROOT / kind).rglob("*")
        if path.is_file()
    }
    assert inside == checkout
    assert checkout


def test_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(hatch(ROOT, "sdist", tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = next(path for path in tmp_path.iterdir() if path.name.startswith("curatekit-"))
    assert (unpacked / "tools" / "check.py").is_file()
    assert contents(hatch(unpacked, "wheel", tmp_path / "wheel")) == contents(wheel)


def test_installed_wheel_builds(wheel: Path, tmp_path: Path) -> None:
    """Install without dependencies into a fresh environment that borrows the libraries of this one."""
    home = tmp_path / "env"
    venv.create(home, with_pip=True)
    bin_folder = home / ("Scripts" if os.name == "nt" else "bin")
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    install = ["-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([bin_folder / "python", *install], check=True, env=env)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = subprocess.check_output([bin_folder / "python", "-c", where], text=True, env=env).strip()
    (Path(site) / "borrowed.pth").write_text(sysconfig.get_path("purelib"))

    row = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
    (tmp_path / "curate.yaml").write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n")
    done = subprocess.run(
        [bin_folder / "curate", "build"], cwd=tmp_path, env=env, check=False, capture_output=True
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert manifest["rows"]["read"] == 1
    found = subprocess.check_output(
        [bin_folder / "python", "-c", "import curate; print(curate.__file__)"], env=env
    )
    assert found.decode().startswith(str(home))
