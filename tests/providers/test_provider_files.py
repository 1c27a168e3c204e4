"""Every provider file holds to its spec, names rules and shapes that exist, and gives each fact a source."""

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from curate.providers import Choice, choose, find_model, inherited, load, names
from curate.providers.across import compile_across
from curate.providers.outcome import OUTCOMES
from curate.providers.report import texts
from curate.providers.rules import factory
from curate.providers.wire import WireCheck
from curate.resources import folder
from curate.shipped_yaml import read_yaml
from curate.spec.provider import Provider


def sources_used(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "source" and isinstance(item, str):
                yield item
            else:
                yield from sources_used(item)
    elif isinstance(value, list):
        for item in value:
            yield from sources_used(item)


@pytest.mark.parametrize("provider", names())
def test_holds_to_the_spec(provider: str) -> None:
    facts = load(provider)
    Provider.model_validate(facts)
    assert facts["id"] == provider
    parts = {key: value for key, value in facts.items() if key != "methods"}
    assert set(sources_used(parts)) | set(sources_used(facts["methods"])) <= facts["sources"].keys()


@pytest.mark.parametrize("provider", names())
def test_every_method_compiles(provider: str) -> None:
    facts = load(provider)
    for key, spec in facts["methods"].items():
        method = spec.get("method", key)
        WireCheck(Choice(facts, method, key, inherited(facts["methods"], key), {}))
        compile_across(inherited(facts["methods"], key).get("across", {}))
    for model in facts["models"]:
        for method in facts["models"][model].get("methods", ()):
            WireCheck(choose(facts, method, model))
        assert find_model(facts, model)["id"] == model


@pytest.mark.parametrize("provider", names())
def test_rules_and_outcomes_exist(provider: str) -> None:
    for spec in load(provider)["methods"].values():
        for rule, params in (spec.get("rules") or {}).items():
            assert rule in texts()
            if isinstance(params, dict):
                assert params.get("effect", "rejected") in OUTCOMES
                known = set(inspect.signature(factory(rule)).parameters) | {"effect", "source"}
                assert params.keys() <= known


@pytest.mark.parametrize("provider", names())
def test_shape_libraries_do_not_collide(provider: str) -> None:
    seen: set[str] = set()
    for name in load(provider)["use"]:
        shapes = read_yaml(folder("rules") / "wire" / f"{name}.yaml")["shapes"].keys()
        assert not seen & shapes, "a shape of two libraries"
        seen |= shapes
