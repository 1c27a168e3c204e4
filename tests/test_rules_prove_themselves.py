"""Every rule of every pack passes its `passes` and hits its `fails`."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from curate.checks import kind
from curate.resources import folder
from curate.spec.rules import Pack, Rule

RULES = [
    rule
    for path in sorted(Path(folder("rules") / "checks").glob("*.yaml"))
    for rule in Pack.model_validate(yaml.safe_load(path.read_bytes())).rules
]


def record(example: Any) -> dict[str, Any]:
    if isinstance(example, list):
        turns = [next(iter(turn.items())) for turn in example]
        return {"messages": [{"role": role, "content": content} for role, content in turns]}
    return example


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rule(rule: Rule) -> None:
    module = kind(rule.kind)
    params = module.Params(**rule.params)
    for example in rule.passes:
        assert list(module.check(record(example), params)) == []
    for example in rule.fails:
        assert list(module.check(record(example), params)) != []
