"""Files as blocks of lines: packed or plain, the blocks hold the same lines under the same numbers."""

import gzip
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import curate
from curate.errors import InputError
from curate.providers.line_blocks import Block, Stored, chunks, load_block, pieces, split_lines

PACK = {".gz": gzip.compress, ".zst": zstandard.compress}
kinds = pytest.mark.parametrize("kind", list(PACK))


@kinds
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(st.sampled_from([b"\n", b"a", b"\r\n", b"bcdefgh", b" "])).map(b"".join),
    size=st.integers(1, 20),
)
def test_packed_and_plain_files_have_the_same_lines(
    tmp_path: Path, kind: str, data: bytes, size: int
) -> None:
    (tmp_path / "plain").write_bytes(data)
    (tmp_path / f"packed{kind}").write_bytes(PACK[kind](data))
    for stored in (Stored(tmp_path / "plain"), Stored.of(tmp_path / f"packed{kind}")):
        blocks = [*map(load_block, pieces(stored, size))]
        assert [line for block in blocks for line in block.lines] == split_lines(data)
        assert [block.last for block in blocks] == [False] * (len(blocks) - 1) + [True] * bool(blocks)
        first = 1
        for block in blocks:
            assert block.first == first
            first += len(block.lines)


@kinds
def test_a_bomb_is_unpacked_a_block_at_a_time(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"bomb{kind}"
    path.write_bytes(PACK[kind](b"0" * 99_999 + b"\n") * 300)
    sizes = [chunk.size for chunk in chunks(Stored.of(path), 1 << 20)]
    assert max(sizes) <= (1 << 20) + 100_000
    assert sum(sizes) == 30_000_000


@kinds
def test_damage_stands_with_the_last_lines(tmp_path: Path, kind: str) -> None:
    whole = PACK[kind](b"".join(b"%d\n" % (n * n) for n in range(5000)))
    (tmp_path / f"cut{kind}").write_bytes(whole[:-9])
    *before, last = map(load_block, chunks(Stored.of(tmp_path / f"cut{kind}"), 1000))
    assert bool(before) == (kind == ".gz")  # nothing comes out of half a Zstandard block
    assert last.last
    assert last.damage is not None
    assert [block for block in before if block.damage or block.last] == []


def test_nothing_in_a_packed_file_is_no_block(tmp_path: Path) -> None:
    (tmp_path / "empty.gz").write_bytes(gzip.compress(b""))
    assert [*chunks(Stored.of(tmp_path / "empty.gz"))] == []
    (tmp_path / "noise.gz").write_bytes(b"noise")
    (chunk,) = chunks(Stored.of(tmp_path / "noise.gz"))
    assert load_block(chunk) == Block([], 1, True, chunk.damage)


@kinds
def test_a_packed_file_is_checked_like_the_plain_one(tmp_path: Path, kind: str) -> None:
    row = (
        b'{"messages": [{"role": "user", "content": "%d"}, {"role": "assistant", "content": "a"}], "x": 1}\n'
    )
    data = b"".join(row % n for n in range(30_000))  # enough for helper processes
    (tmp_path / "rows.jsonl").write_bytes(data)
    (tmp_path / f"rows.jsonl{kind}").write_bytes(PACK[kind](data))
    plain = curate.check(tmp_path / "rows.jsonl", provider="openai", source="rows")
    packed = curate.check(lines=Stored.of(tmp_path / f"rows.jsonl{kind}"), provider="openai", source="rows")
    assert packed == plain
    assert packed.findings == plain.findings
    named = curate.check(tmp_path / f"rows.jsonl{kind}", provider="openai", source="rows")
    assert [item for item in named.findings if item.rule != "file/suffix"] == plain.findings


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Is a directory"):
        Stored(tmp_path).about_bytes()
    with pytest.raises(InputError, match="No such file"):
        Stored(tmp_path / "none.gz", ".gz").about_bytes()
