"""What a changed input, rule or price does again, and that everything else is found prepared."""

import json
from pathlib import Path
from typing import Any

import pytest

from curate import build
from curate.digests import digests, of_rows
from curate.providers import choose, inherited, load, names, target
from curate.providers.target import TargetWriter, wires_of
from curate.spec.config import Config

VERSIONS = {"python": "3"}


def chat(question: str, answer: str = "It is so.") -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]}


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> None:
    (folder / name).write_text("\n".join(map(json.dumps, rows)) + "\n")


def configured(folder: Path, more: str = "") -> Path:
    path = folder / "curate.yaml"
    path.write_text(f"inputs: [rows]\noutput: out\nproviders: [openai]\n{more}")
    return path


@pytest.fixture(autouse=True)
def _one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    (tmp_path / "rows").mkdir()
    write(tmp_path / "rows", "a.jsonl", [chat(f"What is {n} and {n}?", f"It is {2 * n}.") for n in range(20)])
    return tmp_path


def test_one_more_file_is_the_only_one_prepared(tmp_path: Path) -> None:
    (tmp_path / "rows").mkdir()
    for n in range(12):
        write(tmp_path / "rows", f"{n:02}.jsonl", [chat(f"What is {n} times {n}?", f"It is {n * n}.")])
    config = configured(tmp_path)
    first = build(config).manifest
    write(tmp_path / "rows", "05-and-a-half.jsonl", [chat("What else?")])
    result = build(config)
    assert (result.pieces, result.reused) == (13, 12)
    before = {file["path"]: file["pieces"] for file in first["inputs"]}
    changed = [f["path"] for f in result.manifest["inputs"] if before.get(f["path"]) != f["pieces"]]
    assert changed == ["rows/05-and-a-half.jsonl"]
    (record,) = [
        entry
        for entry in json.loads((tmp_path / "out/.curate/run.json").read_bytes())["inputs"]
        if entry["prepared"]
    ]
    assert (record["path"], record["reused"]) == ("rows/05-and-a-half.jsonl", [])


def test_a_rule_about_the_data_set_prepares_nothing_again(rows: Path) -> None:
    build(configured(rows))
    stricter = configured(
        rows, "rules: {severity: {dataset: error}, params: {dataset/refusal-share: {above: 0.5}}}\n"
    )
    changed = build(stricter)
    assert changed.reused == changed.pieces
    fresh = rows / "fresh"
    fresh.mkdir()
    (rows / "rows").rename(fresh / "rows")
    assert build(configured(fresh, stricter.read_text().split("\n", 3)[3])).manifest == changed.manifest


def test_a_rule_about_rows_prepares_them_again(rows: Path) -> None:
    build(configured(rows))
    assert build(configured(rows, "rules: {ignore: [content]}\n")).reused == 0


def test_the_manifest_of_a_build_that_reused_everything_is_that_of_the_first(rows: Path) -> None:
    first = build(configured(rows))
    made = (rows / "out/manifest.json").read_bytes()
    again = build(configured(rows))
    assert (first.reused, again.reused) == (0, 1)
    assert (rows / "out/manifest.json").read_bytes() == made


@pytest.mark.parametrize(("key", "phases"), [("prices", False), ("lifecycle", False), ("shapes", True)])
def test_facts_about_money_and_dates_are_not_part_of_a_prepared_row(
    key: str, phases: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = Config.model_validate({"inputs": ["x"], "output": "out", "providers": ["openai"]})
    before = digests(config, tmp_path, VERSIONS)
    monkeypatch.setattr("curate.digests.load", lambda provider: load(provider) | {key: {"changed": True}})
    after = digests(config, tmp_path, VERSIONS)
    assert (before.prepare != after.prepare, before.write != after.write) == (phases, phases)


ROWS = (
    chat("hello"),
    chat("hello", ""),
    chat("look", "word " * 300),
    {"messages": [{"role": "system", "content": "Be brief."}, *chat("hi")["messages"]], "extra": {"id": 1}},
    {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x.example"}}]}]},
    {"messages": chat("hi")["messages"][:1], "chosen": [{"role": "assistant", "content": "a"}],
     "rejected": [{"role": "assistant", "content": "b"}]},
    {"messages": [{"role": "user", "content": "t"}, {"role": "assistant", "content": None, "tool_calls": [
        {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]}],
     "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]},
)  # fmt: skip


@pytest.mark.parametrize("provider", names())
def test_what_the_digest_leaves_out_no_row_is_written_or_checked_by(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = load(provider)["methods"]
    methods = {inherited(known, key).get("method", key) for key in known}
    whole = {method: writer(provider, method) for method in methods}
    monkeypatch.setattr(target, "choose", lambda *names: of_rows(choose(*names)))
    for method, full in whole.items():
        less = writer(provider, method)
        assert (less is None) == (full is None)
        if less and full:
            assert [less.fit(row) for row in ROWS] == [full.fit(row) for row in ROWS]


def writer(provider: str, method: str) -> TargetWriter | None:
    """Return the writer of a method, None where it is checked but not written."""
    if not wires_of(choose(load(provider), method, None)):
        return None
    return TargetWriter(provider, method, None)
