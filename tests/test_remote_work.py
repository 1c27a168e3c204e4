"""A work directory on remote storage: the same outputs, the same care for what was cut, one clear error each."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from curate import build
from curate.cli import main
from curate.errors import ConfigError, InputError
from curate.storage.remote import Remote
from tests.built import outputs

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install 'curatekit[ray]'")
from fsspec.implementations.local import LocalFileSystem  # noqa: E402


class Objects(LocalFileSystem):
    """An object store on disk: puts whole objects, renames and appends nothing, and fails when it is told to."""

    protocol = ("objects",)
    left = 10**9  # puts until the storage fails

    def _count(self) -> None:
        type(self).left -= 1
        if type(self).left < 0:
            raise OSError(5, "the storage went away")

    def pipe_file(self, path: str, value: bytes, **more: Any) -> None:
        self._count()
        super().pipe_file(path, value, **more)

    def put_file(self, here: str, there: str, **more: Any) -> None:
        self._count()
        super().put_file(here, there, **more)

    def mv(self, *args: Any, **more: Any) -> None:
        raise NotImplementedError("objects have one name")

    mv_file = mv


@pytest.fixture(autouse=True)
def objects(monkeypatch: pytest.MonkeyPatch) -> type[Objects]:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    fsspec.register_implementation("objects", Objects, clobber=True)
    Objects.left = 10**9
    return Objects


def project(folder: Path, work: str = "") -> Path:
    folder.mkdir()
    lines = [
        {
            "messages": [
                {"role": "user", "content": f"q {n % 40}"},
                {"role": "assistant", "content": f"a {n % 40}"},
            ]
        }
        for n in range(60)
    ]
    text = "\n".join(json.dumps(line) for line in lines) + '\n{"messages": [\n'
    (folder / "rows.jsonl").write_text(text)
    (folder / "more.jsonl.gz").write_bytes(gzip.compress(text.replace("q ", "r ").encode(), mtime=0))
    config = folder / "curate.yaml"
    where = f"work_dir: '{work}'\n" if work else ""
    config.write_text(f"inputs: [rows.jsonl, more.jsonl.gz]\noutput: out\nproviders: [openai]\n{where}")
    return config


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, bytes]:
    build(project(tmp_path / "here"))
    return outputs(tmp_path / "here/out")


@pytest.mark.parametrize("scheme", ["objects://", "dir::file://", "local://", "file://"])
def test_outputs_are_those_of_a_local_work_directory(
    tmp_path: Path, expected: dict[str, bytes], scheme: str
) -> None:
    config = project(tmp_path / "there", f"{scheme}{tmp_path}/bucket/work")
    assert build(config, workers=1).reused == 0
    assert outputs(tmp_path / "there/out") == expected
    assert build(config, workers=1).reused == 2
    kept = [p for p in (tmp_path / "bucket/work").rglob("*") if p.is_file()]
    assert sum(p.name == "done.json" for p in kept) == 4
    assert not [p for p in kept if p.name == "lock"]


def test_a_cut_object_is_made_again(tmp_path: Path, expected: dict[str, bytes]) -> None:
    config = project(tmp_path / "there", f"objects://{tmp_path}/bucket")
    build(config, workers=1)
    piece, *_ = sorted((tmp_path / "bucket/prepare").glob("*/examples.parquet"))
    piece.write_bytes(piece.read_bytes()[:-10])
    assert build(config, workers=1).reused == 1
    assert outputs(tmp_path / "there/out") == expected


@pytest.mark.parametrize("puts", [0, 1, 2, 4, 7, 12, 15])
def test_a_build_whose_storage_went_away_goes_on_from_what_is_whole(
    tmp_path: Path, expected: dict[str, bytes], objects: type[Objects], puts: int
) -> None:
    config = project(tmp_path / "there", f"objects://{tmp_path}/bucket")
    objects.left = puts
    assert main(["build", str(config), "--workers", "1"]) == 2
    assert not (tmp_path / "there/out/manifest.json").exists()
    objects.left = 10**9
    build(config, workers=1)
    assert outputs(tmp_path / "there/out") == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("memory://work", "memory is seen by one process only"),
        ("nothing://work", "Protocol not known: nothing; name a path or a URL that fsspec knows"),
    ],
)
def test_a_url_that_cannot_be_used_is_one_problem_of_the_config(
    tmp_path: Path, url: str, reason: str
) -> None:
    with pytest.raises(ConfigError, match=f"^work_dir: {url}: {reason}"):
        build(project(tmp_path / "there", url))


def test_a_storage_package_that_is_not_installed_is_named(tmp_path: Path) -> None:
    fsspec.register_implementation("absent", "no_such_package.FS", clobber=True, errtxt="Install absentfs")
    with pytest.raises(ConfigError, match="work_dir: absent://x: Install absentfs, on every node"):
        build(project(tmp_path / "there", "absent://x"))


def test_fsspec_itself_comes_with_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fsspec", None)
    with pytest.raises(ConfigError, match=r"needs fsspec: install it with  pip install 'curatekit\[ray\]'"):
        build(project(tmp_path / "there", "s3://bucket/curate"))


def test_a_folder_in_use_on_another_machine_is_left_alone(tmp_path: Path) -> None:
    config = project(tmp_path / "there", f"objects://{tmp_path}/bucket")
    (tmp_path / "bucket").mkdir()
    (tmp_path / "bucket/lock").write_text("77 123 elsewhere")
    with pytest.raises(InputError, match="process 77 on elsewhere is building here; if it is gone, delete"):
        build(config)
    (tmp_path / "bucket/lock").write_text(
        f"{os.getpid()} 1 {os.uname().nodename}"
    )  # a pid that was given away
    build(config, workers=1)


def test_names_below_a_url() -> None:
    place = Remote("s3://bucket/curate/") / "prepare"
    assert (str(place), place.name, place / "x") == (
        "s3://bucket/curate/prepare",
        "prepare",
        Remote("s3://bucket/curate/", "/prepare/x"),
    )
