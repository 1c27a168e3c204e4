"""Packed files are cut into the rows that the same file has unpacked, whatever stands at the cuts."""

import gzip
from pathlib import Path

import pytest
import zstandard

from curate import plan
from curate.inputs.layout import Layout
from curate.inputs.sources import find_sources
from curate.model import RawRecord
from curate.plan import Job, jobs, line_count, load_piece, read_piece, unpacked_piece

LINES = [
    b'\xef\xbb\xbf{"n": 0}\r\n',
    b"\n",
    *(b'{"n": %d, "text": "%s"}\n' % (n, b"a" * (n % 700)) for n in range(3_000)),
    b'{"text": "' + b"long " * 40_000 + b'"}\n',
    b"not json\n",
    b'{"n": "the last one, which ends without a line feed"}',
]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "LEAST_BYTES", 10_000)
    monkeypatch.setattr(plan, "UNKNOWN_BYTES", 50_000)


def planned(folder: Path, name: str, data: bytes) -> list[Job]:
    (folder / name).write_bytes(data)
    sources = find_sources([name], folder)
    return list(jobs(sources, {0: Layout("openai_chat")}, folder / "work"))


def read(found: list[Job]) -> list[RawRecord]:
    """Return the records of all pieces, placed in the whole."""
    rows, lines = [], 0
    for job in found:
        data = unpacked_piece(job, load_piece(job))
        rows += [
            r._replace(offset=r.offset + job.piece.base, line=r.line and r.line + lines)
            for r in read_piece(job, data)
        ]
        lines += line_count(job, data)
    return rows


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress], ids=["gz", "zst"])
def test_a_packed_file_has_the_rows_of_the_plain_one(tmp_path: Path, pack: object) -> None:
    data = b"".join(LINES)
    plain = planned(tmp_path, "plain.jsonl", data)
    packed = planned(tmp_path, "packed.jsonl", pack(data))  # type: ignore[operator]
    assert len(plain) > 5
    assert len(packed) > 5
    assert read(packed) == read(plain)
    assert [row.line for row in read(plain)][:3] == [1, 3, 4]


def test_pieces_do_not_overlap(tmp_path: Path) -> None:
    found = planned(tmp_path, "packed.jsonl.gz", gzip.compress(b"".join(LINES)))
    ends = [job.piece.base + job.piece.extent for job in found]
    assert [job.piece.base for job in found] == [0, *ends[:-1]]


def test_rows_before_the_damage_stand_and_the_damage_is_said_once(tmp_path: Path) -> None:
    data = b"".join(LINES)
    found = read(planned(tmp_path, "cut.jsonl.gz", gzip.compress(data)[:-2_000]))
    whole = read(planned(tmp_path, "whole.jsonl", data))
    *rows, said = found
    assert said.problem
    assert said.problem.rule == "structure/damaged-container"
    assert said.line == 0
    assert rows[:-1] == whole[: len(rows) - 1]
    assert whole[len(rows) - 1].raw.startswith(rows[-1].raw)
    assert [row.offset for row in found] == sorted({row.offset for row in found})


def test_an_empty_file_has_one_piece_without_rows(tmp_path: Path) -> None:
    found = planned(tmp_path, "empty.jsonl.gz", gzip.compress(b""))
    assert len(found) == 1
    assert read(found) == []
