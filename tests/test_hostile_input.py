"""Any bytes as input: findings, one exit code of three, never a traceback, and every record in one place."""

import gzip
import json
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from curate import build
from curate.cli import main

GOOD = json.dumps(
    {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "yes"}]}
).encode()
NOISE = random.Random(3).randbytes(60_000)
CASES = {
    "random.jsonl": NOISE,
    "random.json": NOISE,
    "random.csv": NOISE,
    "random.tsv": NOISE,
    "random.parquet": NOISE,
    "random.jsonl.gz": NOISE,
    "random.jsonl.zst": NOISE,
    "cut.jsonl.gz": gzip.compress(b"\n".join([GOOD] * 5000), mtime=0)[:-20],
    "flipped.jsonl.gz": gzip.compress(NOISE, mtime=0)[:3000] + b"\0" * 50 + gzip.compress(NOISE, mtime=0)[3050:],
    "empty.jsonl": b"",
    "empty.json": b"",
    "empty.csv": b"",
    "empty.parquet": b"",
    "blank.jsonl": b"\n\n  \r\n",
    "nested.jsonl": b"[" * 10_000 + b"\n" + b'{"a":' * 10_000 + b"\n" + GOOD,
    "nested.json": b"[" * 10_000,
    "nul.jsonl": b"\0" * 5000 + b"\n" + GOOD,
    "scalars.jsonl": b'1\n"text"\nnull\ntrue\n[]\n{}\n' + GOOD,
    "long.jsonl": b'{"messages": [{"role": "user", "content": "' + b"a " * 200_000 + b'"}]}\n' + GOOD,
    "unclosed.jsonl": b'{"messages": [{"role": "user", "content": "' + b"\\" * 100_001,
    "utf16.jsonl": (GOOD.decode() + "\n" + GOOD.decode()).encode("utf-16"),
    "latin1.jsonl": b'{"messages": [{"role": "user", "content": "caf\xe9"}]}\n' + GOOD,
    "surrogate.jsonl": b'{"messages": [{"role": "user", "content": "\\ud800"}, {"role": "assistant", "content": "x"}]}',
    "messages.jsonl": json.dumps({"messages": [{"role": "user", "content": "x"}] * 5000}).encode(),
    "wrong_types.jsonl": b"\n".join(
        json.dumps(row).encode()
        for row in (
            {"messages": "text"},
            {"messages": [None]},
            {"messages": [{"role": 1, "content": 2}]},
            {"messages": [{"role": "assistant", "content": None, "tool_calls": "x"}]},
            {"messages": [{"role": "assistant", "tool_calls": [None, {"function": []}]}], "tools": {"a": 1}},
            {"messages": [{"role": "user", "content": [1, None, {"type": "text"}]}], "tools": [None]},
            {"messages": [{"role": "user", "content": "x", "function_call": 3}]},
            {"prompt": {"a": 1}, "completion": []},
            {"conversations": [{"from": None, "value": {}}]},
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_every_record_ends_in_one_place(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / name).write_bytes(CASES[name])
    config = tmp_path / "curate.yaml"
    config.write_text(f"inputs: [{name}]\noutput: out\nproviders: [openai]\n")
    code = main(["build", str(config)])
    assert code in (0, 1, 2)
    said = capfd.readouterr().err
    assert "Traceback" not in said
    assert "internal error" not in said
    if code != 2:
        rows = json.loads((tmp_path / "out/manifest.json").read_bytes())["rows"]
        assert rows["read"] == rows["kept"] + rows["rejected"] + rows["duplicates"]
        assert len((tmp_path / "out/rejected.jsonl").read_bytes().splitlines()) == rows["rejected"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(st.binary(max_size=60), st.just(GOOD), st.just(GOOD[:40])), max_size=8))
def test_any_bytes_are_accounted_for(tmp_path: Path, lines: list[bytes]) -> None:
    (tmp_path / "rows.jsonl").write_bytes(b"\n".join(lines))
    config = tmp_path / "curate.yaml"
    config.write_text("inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n")
    rows = build(config).manifest["rows"]
    assert rows["read"] == rows["kept"] + rows["rejected"] + rows["duplicates"]


def test_a_folder_named_like_a_file_and_a_missing_file_are_errors(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").mkdir()
    config = tmp_path / "curate.yaml"
    for path in ("rows.jsonl", "absent.jsonl", "*.csv"):
        config.write_text(f"inputs: ['{path}']\noutput: out\nproviders: [openai]\n")
        assert main(["build", str(config)]) == 2
