"""What is written for TRL, AutoTrain and LLaMA-Factory comes back from the real loader row for row."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from curate.checker import without_nulls
from curate.providers.target import TargetWriter
from curate.validate import check

pytestmark = pytest.mark.slow
datasets = pytest.importorskip("datasets", reason="the extra hf is not installed")

FUNCTION = {
    "type": "function",
    "function": {"name": "add", "parameters": {"type": "object", "properties": {"n": {"enum": ["1", 2]}}}},
}
CALL = {"id": "a", "type": "function", "function": {"name": "add", "arguments": '{"n": "1", "m": {"x": 2}}'}}
CHAT: list[dict[str, Any]] = [
    {"messages": [{"role": "user", "content": "3"}, {"role": "assistant", "content": "true"}]},
    {"messages": [{"role": "user", "content": "null"}, {"role": "assistant", "content": '{"id": 3}'}]},
    {"messages": [{"role": "user", "content": "a\u2028b\u0085c"}, {"role": "assistant", "content": '"quoted"'}]},
    {"messages": [{"role": "user", "content": "2024-05-01"}, {"role": "assistant", "content": "1e400"}]},
    {"messages": [{"role": "user", "content": [{"type": "text", "text": "in "}, {"type": "text", "text": "parts"}]},
                  {"role": "assistant", "content": "as text"}]},
]  # fmt: skip
TOOLS: list[dict[str, Any]] = [
    {
        "messages": [
            {"role": "user", "content": "1 + 1?"},
            {"role": "assistant", "content": None, "tool_calls": [CALL]},
            {"role": "tool", "tool_call_id": "a", "content": "2"},
            {"role": "assistant", "content": "Two."},
        ],
        "tools": [FUNCTION],
    },
    *CHAT,
]
PAIRS: list[dict[str, Any]] = [
    {
        "messages": [{"role": "user", "content": "7"}],
        "chosen": [{"role": "assistant", "content": good}],
        "rejected": [{"role": "assistant", "content": bad}],
    }
    for good, bad in (("49", "[]"), ("false", "0"))
]


@pytest.mark.parametrize(
    ("provider", "method", "rows"),
    [
        ("trl", "sft", CHAT),
        ("trl", "sft", TOOLS),
        ("trl", "dpo", PAIRS),
        ("autotrain", "sft", CHAT),
        ("autotrain", "dpo", PAIRS),
        ("llama_factory", "sft", CHAT),
    ],
)
def test_the_loader_gives_back_what_was_written(
    provider: str, method: str, rows: list[dict[str, Any]], tmp_path: Path
) -> None:
    writer = TargetWriter(provider, method, None)
    lines = [writer.fit(row).line for row in rows]
    assert None not in lines
    path = written(tmp_path / "train.jsonl", lines)
    assert check(path, provider=provider, method=method, preset=None).accepted
    loaded = load(path, tmp_path)
    assert [without_nulls(row) for row in loaded] == [without_nulls(line) for line in lines]


@pytest.mark.parametrize("place", [0, 60])
def test_the_loader_stops_at_a_late_key(place: int, tmp_path: Path) -> None:
    """A row with a new key is read at the front and fails behind the first chunk: what file/late-key says."""
    rows = [CHAT[0]] * 61
    rows[place] = CHAT[0] | {"tools": "[]"}
    path = written(tmp_path / "train.jsonl", rows)
    if place:
        with pytest.raises(datasets.exceptions.DatasetGenerationError):
            load(path, tmp_path, chunksize=1024)
    else:
        assert len(load(path, tmp_path, chunksize=1024)) == 61


def written(path: Path, rows: list[Any]) -> Path:
    path.write_bytes(b"".join(orjson.dumps(row) + b"\n" for row in rows))
    return path


def load(path: Path, folder: Path, **settings: Any) -> list[dict[str, Any]]:
    datasets.disable_progress_bars()
    found = datasets.load_dataset(
        "json", data_files=str(path), split="train", cache_dir=str(folder / "cache"), **settings
    )
    return list(found)
