"""Every rule of every pack passes its `passes` and hits its `fails`, and misses them when its kind does nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pytest
import yaml

from curate.checks import kind, names
from curate.errors import ConfigError
from curate.frames import EXAMPLES, FINDINGS, REJECTED, segments_frame
from curate.plain_chat import roles_of
from curate.records import content_hash, kind_of
from curate.resources import folder
from curate.ruleset import Compiled, check_records, choose, shipped
from curate.ruleset.choose import Ruleset
from curate.ruleset.examples import example_records
from curate.spec.rules import Pack, Preset
from curate.stages import Chunk
from curate.stages.check_dataset import TOKENS, columns_of, run_rule, with_tokens
from curate.stages.check_rows import apply_rules, run_rules
from curate.stages.count_tokens import add_counts
from curate.stages.measure import measures

PACKS = sorted(Path(folder("rules") / "checks").glob("*.yaml"))
RULES = list(shipped().values())


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_shipped_pack_is_a_valid_pack(path: Path) -> None:
    pack = Pack.model_validate(yaml.safe_load(path.read_bytes()))
    assert {rule.id.partition("/")[0] for rule in pack.rules} == {path.stem}


@pytest.mark.parametrize(
    "path", sorted(Path(folder("rules") / "presets").glob("*.yaml")), ids=lambda path: path.stem
)
def test_a_shipped_preset_is_valid_and_names_known_rules(path: Path) -> None:
    Preset.model_validate(yaml.safe_load(path.read_bytes()))
    assert choose(path.stem).rules


def chunk_of(records: list[dict[str, Any]]) -> Chunk:
    rows = [
        (i, i + 1, kind_of(record), content_hash(record), orjson.dumps(record).decode(), roles_of(record))
        for i, record in enumerate(records)
    ]
    return Chunk(
        pl.DataFrame(rows, EXAMPLES, orient="row"),
        segments_frame(list(range(len(rows))), records),
        pl.DataFrame(schema=FINDINGS),
        pl.DataFrame(schema=REJECTED),
        {},
    )


def hits(rule: Compiled, example: Any) -> list[Any]:
    if rule.scope == "raw":
        return list(kind(rule.kind).check(str(example).encode("utf-8", "surrogatepass"), rule.params))
    records = example_records(example)
    if rule.scope == "dataset":
        chunk = apply_rules(chunk_of(records), choose("default"))
        counted = with_tokens(add_counts(chunk, ["o200k_base"]).examples).select("row_id", *TOKENS)
        every = counted.join(measures(chunk), on="row_id")
        return run_rule(every.select("row_id", *columns_of(rule)), rule)
    if rule.scope == "frame":
        chunk = chunk_of(records)
        return run_rules(chunk.examples, chunk.segments, Ruleset((rule,))).rows()
    return [f for found in check_records(records, Ruleset((rule,))) for f in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule(rule: Compiled) -> None:
    for example in rule.passes:
        assert hits(rule, example) == []
    for example in rule.fails:
        assert hits(rule, example) != []


def nothing(*given: Any) -> Iterator[Any]:
    return (
        given[0].clear() if isinstance(given[0], pl.DataFrame) and "pointer" in given[0].columns else iter(())
    )


@pytest.mark.parametrize("name", names())
def test_a_kind_without_its_logic_fails_its_rules(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    using = [rule for rule in RULES if rule.kind == name]
    assert using, "a kind needs a rule that uses it"
    monkeypatch.setattr(kind(name), "check", nothing)
    assert all(hits(rule, rule.fails[0]) == [] for rule in using)


def test_an_unknown_rule_is_named_with_what_was_meant() -> None:
    with pytest.raises(ConfigError, match="did you mean 'roles/unknown'"):
        choose(select=["roles/unknwon"])
