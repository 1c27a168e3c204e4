"""Written files as wholes: what `curate check` says of them, the build says; what it can prevent, it prevents."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import curate
from curate.building.whole_files import Key, Moved, Noted, first_lines
from curate.providers import choose, inherited, load, names
from curate.spec.config import Target
from curate.stages.check_targets import writer_of

SAMPLE = Path(__file__).parents[1] / "sample_data"
CALL = {
    "messages": [
        {"role": "user", "content": "Where is it?"},
        {"role": "assistant", "content": None, "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "find", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "c1", "content": "here"},
        {"role": "assistant", "content": "Here."},
    ],
    "tools": [{"type": "function", "function": {"name": "find", "description": "d",
                                                "parameters": {"type": "object", "properties": {}}}}],
}  # fmt: skip


def chat(n: int, *, system: bool = False) -> dict[str, Any]:
    turns = [
        {"role": "user", "content": f"question {n}"},
        {"role": "assistant", "content": f"answer {n * n}"},
    ]
    return {"messages": [{"role": "system", "content": "Be kind."}] * system + turns}


def built(folder: Path, rows: list[dict[str, Any]], config: str) -> list[dict[str, Any]]:
    """Build rows; return what the build found."""
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "curate.yaml").write_text(f"inputs: [rows.jsonl]\noutput: out\n{config}")
    curate.build(folder / "curate.yaml", workers=1)
    return [json.loads(line) for line in (folder / "out/findings.jsonl").read_text().splitlines()]


def test_what_some_rows_have_and_others_lack_is_said(tmp_path: Path) -> None:
    rows = [chat(n, system=n == 7) for n in range(300)]
    found = built(tmp_path, rows, "providers: [{id: bedrock, model: nova-2-lite}]\n")
    (said,) = [item for item in found if item["rule"] == "file/not-on-every-row"]
    assert (said["line"], said["source"], said["provider"]) == (1, "rows.jsonl", "bedrock")
    assert said["message"] == "bedrock/train.jsonl: system is on some rows and not on others"
    assert said["severity"] == "error"
    told = curate.check(tmp_path / "out/bedrock/train.jsonl", provider="bedrock", model="nova-2-lite")
    assert [item.rule for item in told.findings if item.severity == "error"] == ["file/not-on-every-row"]
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["findings"]["file/not-on-every-row"]["count"] == 1


def test_what_is_said_of_a_whole_file_can_be_suppressed(tmp_path: Path) -> None:
    entry = "{rules: [file/not-on-every-row], reason: both are meant}"
    rows = [chat(n, system=n == 7) for n in range(300)]
    config = f"providers: [{{id: bedrock, model: nova-2-lite}}]\nrules: {{suppress: [{entry}]}}\n"
    rules = {item["rule"] for item in built(tmp_path, rows, config)}
    assert not rules & {"file/not-on-every-row", "config/unused-suppression"}


def test_a_validation_file_that_is_not_taken(tmp_path: Path) -> None:
    found = built(tmp_path, [chat(n) for n in range(300)], "providers: [{id: bedrock, model: nova-2-lite}]\n")
    assert [
        item["message"].partition(":")[0] for item in found if item["rule"] == "file/validation-not-taken"
    ] == ["bedrock/validation.jsonl"]


@pytest.mark.parametrize("provider", ["trl", "axolotl", "llama_factory"])
@pytest.mark.parametrize("places", [[190], [20, 150], [199]])
def test_rows_with_late_keys_come_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: str, places: list[int]
) -> None:
    facts = writer_of(Target(id=provider)).choice.facts["files"]
    monkeypatch.setitem(facts, "first_chunk_bytes", facts["first_chunk_bytes"] | {"value": 4000})
    rows = [chat(n) for n in range(200)]
    for at in places:
        rows[at] = CALL | {"messages": [{"role": "user", "content": f"It is {at}"}, *CALL["messages"][1:]]}  # type: ignore[misc]
    config = f"providers: [{provider}]\nstages: {{split: {{validation_ratio: 0.0}}}}\n"
    found = built(tmp_path, rows, config)
    path = tmp_path / f"out/{provider}/train.jsonl"
    written = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(written) == 200
    told = curate.check(path, provider=provider, preset=None)
    assert [item for item in told.findings if item.rule == "file/late-key"] == []
    said = [item for item in found if item["rule"] == "file/late-key"]
    late = places[0] > 100
    assert [item["line"] for item in said] == [places[0] + 1] * late
    texts = [json.dumps(row) for row in written]
    here = [n for n, text in enumerate(texts) if "It is" in text]
    assert here == ([0] if late else places[:1]) + places[1:]
    rest = [text for text in texts if "It is" not in text]
    assert [
        f"question {n}" in text
        for n, text in zip((n for n in range(200) if n not in places), rest, strict=True)
    ] == [True] * len(rest)


@given(
    st.lists(
        st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), max_size=4), min_size=1, max_size=5
    ),
    st.integers(1, 60),
)
def test_after_the_moves_no_key_is_late(parts: list[dict[str, int]], chunk: int) -> None:
    """Lines of ten bytes: a key stands in the line of its number, and every line moved fits the first read."""
    with pytest.MonkeyPatch.context() as patch:
        facts = writer_of(Target(id="trl")).choice.facts["files"]
        patch.setitem(facts, "first_chunk_bytes", facts["first_chunk_bytes"] | {"value": chunk * 10})
        noted = [Noted([], {k: Key(n, n * 10, 10) for k, n in part.items()}, 410) for part in parts]
        moved = first_lines(noted, Target(id="trl"))
    if len(moved) == 0:
        return
    order = [(line.part, line.start) for line in moved]
    order += [(p, n * 10) for p in range(len(parts)) for n in range(41) if Moved(p, n * 10, 10) not in moved]
    assert len(order) == 41 * len(parts)
    first: dict[str, int] = {}
    for at, (part, start) in enumerate(order):
        for key, line in parts[part].items():
            if line * 10 == start:
                first.setdefault(key, at)
    assert max(first.values()) < chunk


def test_what_was_noted_survives_as_json() -> None:
    noted = Noted(
        [{frozenset({"a", "b"}): (3, 2), frozenset(): (4, 1)}, {None: (1, 1), "x": (2, 9)}],
        {"k": Key(1, 2, 3)},
        9,
    )
    assert Noted.of_json(json.loads(json.dumps(noted.as_json()))) == noted


def test_content_has_one_type_in_a_file_for_axolotl(tmp_path: Path) -> None:
    rows = [chat(n) for n in range(40)]
    rows[7]["messages"][0]["content"] = [{"type": "text", "text": "question 7"}]
    built(tmp_path, rows, "providers: [axolotl]\n")
    told = curate.check(tmp_path / "out/axolotl/train.jsonl", provider="axolotl", preset=None)
    assert [item.rule for item in told.findings] == []


def every_target() -> list[dict[str, str]]:
    """One target of each provider and method, with a model where one is needed."""
    targets = []
    for provider in names():
        facts = load(provider)
        for key in facts["methods"]:
            method = inherited(facts["methods"], key).get("method", key)
            fit = [
                m for m, model in facts.get("models", {}).items() if method in model.get("methods", [method])
            ]
            for model in [None] if facts.get("any_model") or not fit else fit[:1]:
                target = {"id": provider, "method": method} | ({"model": model} if model else {})
                if target not in targets and choose(facts, method, model).spec.get("wire"):
                    targets.append(target)
    return [target | {"name": f"t{number}"} for number, target in enumerate(targets)]


@pytest.mark.slow
def test_a_check_of_what_a_build_wrote_says_nothing_new(tmp_path: Path) -> None:
    """All providers, on the samples with named flaws."""
    sample = yaml.safe_load((SAMPLE / "curate.yaml").read_text())
    config = sample | {"output": str(tmp_path / "out"), "providers": every_target()}
    (tmp_path / "curate.yaml").write_text(yaml.safe_dump(config))
    curate.build(tmp_path / "curate.yaml", workers=1, base=SAMPLE)
    lines = (tmp_path / "out/findings.jsonl").read_text().splitlines()
    said = {(item["provider"], item["rule"]) for item in map(json.loads, lines)}
    assert {target["id"] for target in config["providers"]} == {*names()}
    for target in config["providers"]:
        for path in (tmp_path / "out" / target["name"]).glob("*.jsonl"):
            if path.stem.startswith("eval") or not path.stat().st_size:
                continue
            told = curate.check(
                path,
                provider=target["id"],
                method=target["method"],
                model=target.get("model"),
                scope="file" if path.stem == "train" else "rows",
                preset=None,
            )
            new = [f for f in told.findings if f.severity != "info" and (target["id"], f.rule) not in said]
            assert new == [], target
