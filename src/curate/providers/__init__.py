"""Providers: facts in rules/providers/<id>.yaml, compiled once to checks of a line.

load(id) -> facts; choose(facts, method, model) -> one Choice; wire.compile_choice(choice) -> WireCheck. The light path
(`curate check`) reads plain dicts; the same files are held to curate.spec.provider in tests and for `--rules`.
"""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from curate.errors import ConfigError
from curate.resources import folder
from curate.shipped_yaml import read_yaml
from curate.suggest import did_you_mean, nearest

Facts = dict[str, Any]


class Choice(NamedTuple):
    """A provider, a method and perhaps a model, with everything `like` and `families` decide already decided."""

    facts: Facts
    method: str
    variant: str
    spec: Facts  # the method
    model: Facts  # empty when no model was named

    @property
    def id(self) -> str:
        return str(self.facts["id"])


def names() -> list[str]:
    """Return the ids of all providers that ship with curate."""
    return sorted(path.stem for path in (folder("rules") / "providers").glob("*.yaml"))


@cache
def load(provider: str, extra: Path | None = None) -> Facts:
    """Read one provider, from `extra`/providers first; raise ConfigError for an id that is none."""
    for place in (extra, folder("rules")):
        if place is not None and (path := place / "providers" / f"{provider}.yaml").is_file():
            facts: Facts = read_yaml(path)
            if place is extra:
                _hold_to_spec(path, facts)
            return {"models": {}, "files": {}, "shapes": {}, "use": []} | facts
    known = names() + ([p.stem for p in (extra / "providers").glob("*.yaml")] if extra else [])
    raise ConfigError([f"provider: {unknown(provider, known)}"])


def _hold_to_spec(path: Path, facts: Facts) -> None:
    from pydantic import ValidationError

    from curate.spec.provider import Provider

    try:
        Provider.model_validate(facts)
    except ValidationError as error:
        raise ConfigError(
            [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        ) from None


def unknown(name: str, known: list[str]) -> str:
    """Say that a name is unknown, and which one was perhaps meant.

    >>> unknown("opnai", ["openai", "trl"])
    "unknown opnai; did you mean 'openai'? known: openai, trl"
    >>> unknown("zzz", ["openai", "trl"])
    'unknown zzz; known: openai, trl'
    """
    meant = did_you_mean(name, known) or ";"
    return f"unknown {name}{meant} known: {', '.join(sorted(known))}"


def choose(facts: Facts, method: str, model: str | None) -> Choice:
    """Find the method, and its variant for the model's family; raise ConfigError for names that do not exist."""
    found = find_model(facts, model)
    family = found.get("family", facts.get("default_family"))
    methods = {key: inherited(facts["methods"], key) for key in facts["methods"]}
    public = {key: spec.get("method", key) for key, spec in methods.items()}
    fitting = [key for key in methods if public[key] == method]
    if not fitting:
        raise ConfigError([f"{facts['id']}: method: {unknown(method, sorted(set(public.values())))}"])
    for key in fitting:
        if not methods[key].get("families") or family in methods[key]["families"]:
            return Choice(facts, method, key, methods[key], found)
    if model is None:
        return Choice(facts, method, fitting[0], methods[fitting[0]], found)
    takes = sorted({public[key] for key, spec in methods.items() if family in spec.get("families", ())})
    raise ConfigError([f"{facts['id']}: {model}: method: {unknown(method, takes)}"])


def find_model(facts: Facts, model: str | None) -> Facts:
    """Return the facts of a model by its id, an alias or a longer name of the service; {} for None."""
    if model is None:
        return {}
    models: dict[str, Facts] = facts["models"]
    bare = model.removeprefix("ft:").split(":")[0] if model.startswith("ft:") else model
    for key, spec in models.items():
        if bare in (key, *spec.get("aliases", ())):
            return {"id": key} | spec
    starts = [
        (len(name), key)
        for key, spec in models.items()
        for name in (key, *spec.get("aliases", ()))
        if bare.lower().startswith(name.lower())
    ]
    if starts:
        length, key = max(starts)
        if not _cut_short(bare, length, key, models):
            return {"id": key} | models[key]
    if facts.get("any_model"):
        return {"id": model}
    raise ConfigError([f"{facts['id']}: model: {unknown(model, list(models))}"])


def _cut_short(bare: str, length: int, key: str, models: dict[str, Facts]) -> bool:
    """Tell whether a name is nearly that of another model whose own name is longer: gpt-4.1-min is no gpt-4.1."""
    names = {name: other for other, spec in models.items() for name in (other, *spec.get("aliases", ()))}
    near = nearest(bare, [name for name in names if len(name) > length], 0.9)
    return near is not None and names[near] != key


def inherited(methods: dict[str, Facts], key: str) -> Facts:
    """Return a method with what it takes over by `like`."""
    spec = methods[key]
    if "like" not in spec:
        return spec
    parent = inherited(methods, spec["like"])
    merged = parent | spec
    for part in ("rules", "across", "rows", "expresses", "export"):
        merged[part] = parent.get(part, {}) | spec.get(part, {})
    return merged
