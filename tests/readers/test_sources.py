"""Paths of a config or a command line -> files: each once, in order, and one line for each that leads nowhere."""

import io
import os
from pathlib import Path

import pytest

from curate.errors import InputError
from curate.inputs.sources import find_sources

ROW = '{"prompt": "a", "completion": "b"}\n'

# files that are there; paths -> names of the sources
FOUND = {
    "a named file stands where it is named": (["b.jsonl", "*.jsonl"], ["b.jsonl", "a.jsonl"]),
    "a glob leaves it to a later entry": (["*.jsonl", "a.jsonl"], ["b.jsonl", "a.jsonl"]),
    "globs overlap": (["a*.jsonl", "*.jsonl"], ["a.jsonl", "b.jsonl"]),
    "twice by name is twice": (["a.jsonl", "./a.jsonl"], ["a.jsonl", "a.jsonl"]),
    "links back and forth": (["deep/**/*.jsonl"], ["deep/c.jsonl"]),
    "a folder": (["deep"], ["deep/c.jsonl"]),
    "brackets in a name": (["x[1].json"], ["x[1].json"]),
    "home": (["~/a.jsonl"], ["a.jsonl"]),
}
LOST = {
    "no such file; did you mean 'a.jsonl'?": "a.json",
    "matches no file of a known type": "*.xml",
    "the folder holds no file of a known type": "empty",
    "unknown file type .txt": "notes.txt",
    "unknown file type (none)": "notes",
    "a pipe or device and no file": "pipe.jsonl",
    "a link to nowhere": "self.jsonl",
    "lie in the output folder": "out",
    "which is empty": "",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data [1]"  # a glob must not read the brackets of the folder that it stands in
    for name in ("a.jsonl", "b.jsonl", "deep/c.jsonl", "x[1].json", "notes.txt", "notes", "out/o.jsonl"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(ROW)
    (folder / "empty").mkdir()
    (folder / "deep/again").symlink_to(folder / "deep")
    (folder / "self.jsonl").symlink_to("self.jsonl")
    os.mkfifo(folder / "pipe.jsonl")
    monkeypatch.setenv("HOME", str(folder))
    return folder


@pytest.mark.parametrize("case", FOUND)
def test_files_are_found_once(case: str, folder: Path) -> None:
    paths, names = FOUND[case]
    assert [source.name for source in find_sources(paths, folder)] == names


@pytest.mark.parametrize("reason", LOST)
def test_a_path_that_leads_nowhere_says_why(reason: str, folder: Path) -> None:
    with pytest.raises(InputError) as error:
        find_sources([LOST[reason]], folder, outside=(folder / "out",))
    assert reason in str(error.value)


def test_all_that_lead_nowhere_are_named(folder: Path) -> None:
    with pytest.raises(InputError) as error:
        find_sources(["no.csv", "a.jsonl", "nor.csv"], folder)
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == ["no.csv", "nor.csv"]


def test_a_name_that_is_not_utf8_is_escaped(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.jsonl")).write_text(ROW)
    assert [source.name for source in find_sources(["?.jsonl"], folder)][-1] == "\\xff.jsonl"


@pytest.mark.parametrize(
    ("head", "reader"),
    [(ROW, "jsonl"), ("[\n" + ROW + "]", "json"), ("question,answer\na,b\n", "csv"), ("", "jsonl")],
)
def test_standard_input_is_told_by_how_it_begins(
    head: str, reader: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(head.encode())))
    (source,) = find_sources(["-"], tmp_path, stdin=tmp_path / "stdin")
    assert source.reader == reader


def test_standard_input_is_read_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="once"):
        find_sources(["-", "-"], tmp_path, stdin=tmp_path / "stdin")
