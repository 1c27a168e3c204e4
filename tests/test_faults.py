"""Full disks, folders that cannot be written, clocks that jump, damaged files: right outputs or one clear error."""

import json
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from curate import build
from curate.cli import main
from curate.errors import CurateError, InputError
from curate.pipeline import read_frame
from curate.storage.lock import locked, take
from curate.storage.stage_files import done, once
from tests.built import outputs

WORDS = [f"{first}{second}" for first in ("qu", "br", "f", "j") for second in ("ick", "own", "ox", "ump")]
HARMS = ("cut", "overwritten", "emptied", "gone")
MOUNT = "needs the right to mount a file system"


def lines(count: int) -> str:
    rows = [
        {
            "messages": [
                {"role": "user", "content": f"question {n % (count - 3)}: {' '.join(WORDS[n % 9 :])}?"},
                {"role": "assistant", "content": f"{n % 7} " + " ".join(WORDS[n % 5 :: 1 + n % 3]) + "."},
            ]
        }
        for n in range(count)
    ]
    return "\n".join([*map(json.dumps, rows), '{"messages": ['])


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return job(tmp_path)


def job(folder: Path, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "rows.jsonl").write_text(lines(300))
    path = folder / "curate.yaml"
    path.write_text(f"inputs: [rows.jsonl]\noutput: out\nproviders: [openai, trl]\n{more}")
    return path


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Give a function that mounts a small file system with some options, or mounts it anew with others."""
    at = tmp_path / "disk"
    at.mkdir()
    if not shutil.which("mount") or os.geteuid():
        pytest.skip(MOUNT)

    def mount(options: str) -> Path:
        options = f"remount,{options}" if os.path.ismount(at) else options
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", at], capture_output=True)
        if done.returncode:
            pytest.skip(f"{MOUNT}: {done.stderr.decode().strip()}")
        return at

    yield mount
    if os.path.ismount(at):
        subprocess.run(["umount", "-l", at], check=True)


@pytest.mark.parametrize(
    "kilobytes", [100, pytest.param(60, marks=pytest.mark.slow), pytest.param(300, marks=pytest.mark.slow)]
)
def test_a_full_disk_is_one_clear_error_and_then_goes_on(
    kilobytes: int, mounted: Callable[[str], Path], config: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    build(config)
    disk = mounted(f"size={kilobytes}k")
    here = disk / "curate.yaml"
    here.write_text(config.read_text())
    (disk / "rows.jsonl").symlink_to(config.parent / "rows.jsonl")
    assert main(["build", str(here), "-q"]) == 2
    said = capfd.readouterr().err
    assert len(said.splitlines()) == 1
    assert "no space left on device" in said
    assert not (disk / "out/manifest.json").exists()
    assert not list(disk.rglob("*.tmp"))
    mounted("size=50m")
    build(here)
    assert outputs(disk / "out") == outputs(config.parent / "out")


def test_a_file_that_may_not_grow_is_one_clear_error(config: Path) -> None:
    command = [sys.executable, "-m", "curate", "build", str(config), "-q"]
    limit = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (20_000, 20_000))
    said = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, timeout=120)
    assert said.returncode == 2
    assert said.stderr.count("\n") == 1
    assert "file too large" in said.stderr
    assert not list(config.parent.rglob("*.tmp"))
    build(config)


def test_a_work_folder_that_cannot_be_written_is_named(
    tmp_path: Path, mounted: Callable[[str], Path]
) -> None:
    mounted("size=1m")
    disk = mounted("ro")
    with pytest.raises(InputError, match="disk/work: cannot be the work folder: Read-only file system"):
        build(job(tmp_path / "job", f"work_dir: {disk}/work\n"))


def test_an_output_on_another_file_system_gets_the_same_bytes(
    tmp_path: Path, config: Path, mounted: Callable[[str], Path]
) -> None:
    build(config)
    disk = mounted("size=20m")
    other = tmp_path / "other.yaml"
    other.write_text(config.read_text().replace(": out", f": {disk}/out\nwork_dir: {tmp_path}/work"))
    build(other)
    assert not (disk / "out/.curate.lock").exists()
    same = outputs(tmp_path / "out")
    for name, content in outputs(disk / "out").items():
        assert name in ("manifest.json", "report.html") or content == same[name]


def test_a_second_build_into_the_same_output_is_refused_whatever_its_work_folder(
    tmp_path: Path, config: Path
) -> None:
    more = "work_dir: elsewhere\n"
    (tmp_path / "out").mkdir()
    with (
        locked(tmp_path / "out/.curate.lock"),
        pytest.raises(InputError, match=f"process {os.getpid()} is building here"),
    ):
        build(job(tmp_path, more))
    build(job(tmp_path, more))


def test_of_builds_that_find_a_dead_lock_together_one_gets_it(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    path = tmp_path / "lock"

    def attempt(_: int) -> int:
        try:
            return take(path)
        except InputError:
            return 0

    for _ in range(20):
        path.write_text(str(dead.pid))
        with ThreadPoolExecutor(4) as pool:
            taken = [handle for handle in pool.map(attempt, range(4)) if handle]
        assert len(taken) == 1
        os.close(taken[0])
        path.unlink()


def test_a_lock_outlives_neither_its_process_nor_the_next_one_of_that_pid(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text(f"{os.getpid()} 1 {os.uname().nodename}")  # our pid, but begun at another time
    with locked(path):
        assert path.read_text().split()[0] == str(os.getpid())
    path.write_text("1 1 another-machine")
    with (
        pytest.raises(
            InputError, match="process 1 on another-machine is building here; if it is gone, delete"
        ),
        locked(path),
    ):
        pass


def test_a_clock_that_jumps_back_changes_nothing_but_the_date(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    build(config)
    before = outputs(config.parent / "out")
    for path in config.parent.rglob("*"):
        os.utime(path, (4_000_000_000, 4_000_000_000))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert build(config).reused == 1
    after = outputs(config.parent / "out")
    dated = {"manifest.json", "report.html", "findings.jsonl"}
    assert {n: c for n, c in after.items() if n not in dated} == {
        n: c for n, c in before.items() if n not in dated
    }


def damaged(path: Path, harm: str) -> None:
    data = path.read_bytes()
    middle = len(data) // 2
    harmed = {"cut": data[:middle], "overwritten": data[:middle] + b"\0" * (len(data) - middle)}
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(harmed.get(harm, b""))


def intermediate(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "run.json")


@pytest.mark.parametrize("harm", HARMS)
def test_damaged_intermediate_files_are_made_again(config: Path, harm: str) -> None:
    build(config)
    expected = outputs(config.parent / "out")
    for path in intermediate(config.parent / "out/.curate"):
        damaged(path, harm)
    assert build(config).reused == 0
    assert outputs(config.parent / "out") == expected


@pytest.mark.slow
@pytest.mark.parametrize("harm", HARMS)
def test_one_damaged_intermediate_file_is_made_again(config: Path, harm: str) -> None:
    build(config)
    expected = outputs(config.parent / "out")
    for path in intermediate(config.parent / "out/.curate"):
        damaged(path, harm)
        build(config)
        assert outputs(config.parent / "out") == expected


def test_a_piece_that_is_damaged_while_the_build_runs_is_named(tmp_path: Path) -> None:
    (tmp_path / "examples.parquet").write_bytes(b"PAR1")
    with pytest.raises(CurateError, match=r"examples.parquet was damaged while the build ran"):
        read_frame(tmp_path, "examples")


def test_what_is_read_while_pieces_are_prepared_decides_nothing(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = outputs(build(config).output)
    monkeypatch.setattr("curate.pipeline.EARLY_SHARE", 0)
    other = job(tmp_path / "other")
    assert outputs(build(other).output) == expected


def test_a_task_asks_only_for_the_files_that_it_reads(tmp_path: Path) -> None:
    def make(folder: Path) -> dict[str, int]:
        (folder / "read.parquet").write_bytes(b"1")
        (folder / "unread.parquet").write_bytes(b"2")
        return {"n": 1}

    once(tmp_path / "key", make)
    (tmp_path / "key/unread.parquet").write_bytes(b"3")
    assert done(tmp_path / "key", ("read",)) == {"n": 1}
    assert done(tmp_path / "key", ("read", "unread")) is None
    assert done(tmp_path / "key") is None


def test_a_task_that_fails_leaves_nothing_and_one_that_comes_second_breaks_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "key"

    def fail(making: Path) -> dict[str, int]:
        (making / "part").write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        once(folder, fail)
    assert not list(tmp_path.iterdir())

    def second(making: Path) -> dict[str, int]:
        once(folder, lambda first: {"n": 1})  # another worker finishes the same key meanwhile
        return {"n": 1}

    assert once(folder, second) == ({"n": 1}, False)
    assert once(folder, fail) == ({"n": 1}, True)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_temporary_files_of_a_killed_build_are_swept_and_those_of_others_stay(config: Path) -> None:
    out = config.parent / "out"
    (out / "openai").mkdir(parents=True)
    for name in ("openai/.train.jsonl.0123abcd.tmp", ".manifest.json.0123abcd.tmp", ".mine.tmp"):
        (out / name).write_text("half")
    build(config)
    assert [p.name for p in out.rglob("*.tmp")] == [".mine.tmp"]
