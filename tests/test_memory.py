"""`memory` bounds a build and changes no byte of what it makes."""

import json
import weakref
from pathlib import Path

import pytest

from curate import build
from curate.building.budget import WORKER_BYTES, workers_within
from curate.errors import ConfigError, CurateError
from curate.pipeline import no_collector
from tests.built import outputs

CONFIG = "inputs: [rows.jsonl]\noutput: out\nproviders: [openai]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    text = "the parcel for {} has left our house today and will be with you in three working days or four"
    rows = [
        {
            "messages": [
                {"role": "user", "content": f"letter {n}"},
                {"role": "assistant", "content": text.format(n)},
            ]
        }
        for n in range(60)
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "curate.yaml").write_text(CONFIG)
    return tmp_path


def test_a_budget_changes_no_byte(folder: Path) -> None:
    build(folder / "curate.yaml")
    whole = outputs(folder / "out")
    build(folder / "curate.yaml", memory="250MB")
    assert outputs(folder / "out") == whole
    (folder / "curate.yaml").write_text(f"{CONFIG}memory: 300 MiB\n")
    assert build(folder / "curate.yaml").reused == 1
    assert outputs(folder / "out") == whole


def test_what_cannot_fit_is_said_before_it_is_tried(folder: Path) -> None:
    with pytest.raises(
        CurateError, match=r"deciding about 60 rows takes about 0.2 GB, `memory` allows 0.1 GB"
    ):
        build(folder / "curate.yaml", memory="100MB")


@pytest.mark.parametrize("wrong", ["much", "-1", "2 XB", "0"])
def test_what_is_no_size_is_an_error_of_the_config(folder: Path, wrong: str) -> None:
    with pytest.raises(ConfigError, match="memory"):
        build(folder / "curate.yaml", memory=wrong)
    (folder / "curate.yaml").write_text(f"{CONFIG}memory: {wrong}\n")
    with pytest.raises(ConfigError, match="memory"):
        build(folder / "curate.yaml")


def test_workers_are_as_many_as_fit() -> None:
    assert workers_within(64, None) == 64
    assert workers_within(64, 1000) == 1
    assert workers_within(64, 100 * WORKER_BYTES) == 64
    assert 1 < workers_within(64, 10 * WORKER_BYTES) < 10


def test_what_a_piece_leaves_in_circles_is_gone_behind_it() -> None:
    class Node:
        me: object

    with no_collector():
        node = Node()
        node.me = node
        seen = weakref.ref(node)
        del node
        assert seen() is not None
    assert seen() is None
