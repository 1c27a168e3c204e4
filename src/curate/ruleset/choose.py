"""Choose among rules: preset, then select, ignore, severity and options of the user.

A name in `select` or `ignore` is a rule id (`roles/unknown`), a pack (`roles`) or `all`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from curate.errors import ConfigError
from curate.model import Severity
from curate.resources import folder
from curate.ruleset.packs import Compiled, compile_params, load_pack, read_yaml, shipped


@dataclass(frozen=True)
class Ruleset:
    """The chosen rules, in the order of their packs. Picklable."""

    rules: tuple[Compiled, ...]

    def of_scope(self, scope: str) -> tuple[Compiled, ...]:
        return tuple(rule for rule in self.rules if rule.scope == scope)

    def get(self, rule_id: str) -> Compiled | None:
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def choose(
    preset: str = "default",
    *,
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    params: Mapping[str, Mapping[str, Any]] | None = None,
    packs: Iterable[Path] = (),
) -> Ruleset:
    """Return the rules of a preset, changed as asked; raise ConfigError that names every unknown rule."""
    known = dict(shipped())
    user = {key: rule for path in packs for key, rule in load_pack(path).items()}
    known |= user
    problems: list[str] = []
    chosen: dict[str, Severity] = {}
    options: dict[str, dict[str, Any]] = {}
    for layer in _layers(preset):
        _apply(layer, known, chosen, options, problems)
    chosen |= {key: rule.severity for key, rule in user.items()}
    asked = {"select": select, "ignore": ignore, "severity": severity or {}, "params": params or {}}
    _apply(asked, known, chosen, options, problems)
    rules = []
    for key, rule in known.items():
        if key not in chosen:
            continue
        rule = replace(rule, severity=chosen[key])
        if key in options:
            try:
                values = {**_values(rule.params), **options[key]}
                rule = replace(rule, params=compile_params(rule.kind, values))
            except ValueError as error:
                problems.append(f"rules.params.{key}: {error}")
        rules.append(rule)
    if problems:
        raise ConfigError(problems)
    return Ruleset(tuple(rules))


def presets() -> list[str]:
    return sorted(path.stem for path in (folder("rules") / "presets").glob("*.yaml"))


@cache
def _layers(preset: str) -> tuple[dict[str, Any], ...]:
    path = folder("rules") / "presets" / f"{preset}.yaml"
    if preset not in presets():
        raise ConfigError([f"rules.preset: unknown preset {preset!r}; known: {', '.join(presets())}"])
    layer = read_yaml(path)
    below = _layers(layer["extends"]) if layer.get("extends") else ()
    return (*below, layer)


def _apply(
    layer: Mapping[str, Any],
    known: dict[str, Compiled],
    chosen: dict[str, Severity],
    options: dict[str, dict[str, Any]],
    problems: list[str],
) -> None:
    for key in layer.get("select") or ():
        for rule_id in _resolve(key, known, problems):
            chosen.setdefault(rule_id, known[rule_id].severity)
    for key in layer.get("ignore") or ():
        for rule_id in _resolve(key, known, problems):
            chosen.pop(rule_id, None)
    for key, level in (layer.get("severity") or {}).items():
        for rule_id in _resolve(key, known, problems):
            if level == "off":
                chosen.pop(rule_id, None)
            else:
                chosen[rule_id] = Severity(level)
    for key, values in (layer.get("params") or {}).items():
        for rule_id in _resolve(key, known, problems):
            options.setdefault(rule_id, {}).update(values)


def _resolve(name: str, known: Mapping[str, Compiled], problems: list[str]) -> list[str]:
    if name == "all":
        return list(known)
    found = [key for key in known if key == name or key.partition("/")[0] == name]
    if not found:
        problems.append(f"rules: unknown rule {name!r}{did_you_mean(name, known)}")
    return found


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean ...?` or nothing.

    >>> did_you_mean("roles/unknwon", ["roles/unknown", "text/bom"])
    "; did you mean 'roles/unknown'?"
    """
    ids = list(known)
    tail = {key.partition("/")[2]: key for key in ids}
    close = get_close_matches(name, ids, 1, 0.6) or [tail[t] for t in get_close_matches(name, tail, 1, 0.6)]
    return f"; did you mean {close[0]!r}?" if close else ""


def _values(params: Any) -> dict[str, Any]:
    return {name: getattr(params, name) for name in params.__dataclass_fields__}
