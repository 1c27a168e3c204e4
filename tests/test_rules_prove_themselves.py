"""Every rule of every pack passes its `passes` and hits its `fails`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from curate.checks import kind
from curate.resources import folder
from curate.ruleset import Compiled, check_records, choose, shipped
from curate.ruleset.choose import Ruleset
from curate.ruleset.examples import example_records
from curate.spec.rules import Pack

PACKS = sorted(Path(folder("rules") / "checks").glob("*.yaml"))
RULES = list(shipped().values())


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_a_shipped_pack_is_a_valid_pack(path: Path) -> None:
    pack = Pack.model_validate(yaml.safe_load(path.read_bytes()))
    assert {rule.id.partition("/")[0] for rule in pack.rules} == {path.stem}


def hits(rule: Compiled, example: Any) -> list[Any]:
    module = kind(rule.kind)
    if rule.scope == "raw":
        return list(module.check(str(example).encode("utf-8", "surrogatepass"), rule.params))
    records = example_records(example)
    return [f for found in check_records(records, Ruleset((rule,))) for f in found]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule(rule: Compiled) -> None:
    for example in rule.passes:
        assert hits(rule, example) == []
    for example in rule.fails:
        assert hits(rule, example) != []


def test_presets_name_known_rules() -> None:
    assert choose("strict").rules
    assert choose("default").rules
