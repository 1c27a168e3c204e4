"""Choose among rules: preset, then select, ignore, severity and options of the user.

A name in `select` or `ignore` is a rule id (`roles/unknown`), a pack (`roles`) or `all`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from curate.errors import ConfigError
from curate.model import Hit, Severity
from curate.ruleset.packs import Compiled, can_fix, load_pack, presets, shipped
from curate.suggest import did_you_mean


@dataclass(frozen=True)
class Ruleset:
    """The chosen rules, in the order of their packs. Picklable.

    `of_shapes` is for who runs the rules over many rows: what those about shapes find in the shapes met so far.
    """

    rules: tuple[Compiled, ...]

    @cached_property
    def of_shapes(self) -> dict[str, list[tuple[Compiled, Hit]]]:
        return {}

    def __getstate__(self) -> dict[str, Any]:
        return {"rules": self.rules}

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
    action: Mapping[str, str] | None = None,
    packs: Iterable[Path] = (),
) -> Ruleset:
    """Return the rules of a preset, changed as asked; `select` adds to those of the preset.

    An action that is asked for holds at any severity; the `drop` of a pack only where the rule is an error.
    Raise ConfigError that names every unknown rule.
    """
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
    actions = {
        rule_id: wanted
        for key, wanted in (action or {}).items()
        for rule_id in _resolve(key, known, problems)
        if wanted != "fix" or key == rule_id or can_fix(known[rule_id])  # of a pack, what can be fixed
    }
    rules = []
    for key, rule in known.items():
        if key not in chosen:
            continue
        rule = _acting(replace(rule, severity=chosen[key]), actions.get(key), problems)
        if key in options:
            try:
                rule = rule.with_params(options[key])
            except ValueError as error:
                problems.append(f"rules.params.{key}: {error}")
        rules.append(rule)
    if problems:
        raise ConfigError(problems)
    return Ruleset(tuple(rules))


def _acting(rule: Compiled, asked: str | None, problems: list[str]) -> Compiled:
    """Return a rule with the action that a build takes for it."""
    if asked == "fix" and not can_fix(rule):
        problems.append(f"rules.action.{rule.id}: the rule has no fix")
    if asked:
        return replace(rule, action=asked)
    weak = rule.action == "drop" and rule.severity is not Severity.ERROR
    return replace(rule, action="keep") if weak else rule


PROMPTS_ALONE = frozenset({"rft", "distillation"})  # methods whose rows have no answer yet
ABOUT_PERSONAL_DATA = ("content/secret", "content/personal-data", "content/phone-number")
ABOUT_ANSWERS = ("roles/last-is-assistant", "roles/no-assistant")


def not_for(methods: Iterable[str]) -> tuple[str, ...]:
    """Return the rules that want an answer, where one of the methods trains prompts alone."""
    return ABOUT_ANSWERS if PROMPTS_ALONE & set(methods) else ()


def _layers(preset: str) -> tuple[dict[str, Any], ...]:
    """Return a preset and those below it, lowest first."""
    if preset not in presets():
        known = ", ".join(presets())
        raise ConfigError(
            [f"rules.preset: unknown preset {preset!r}{did_you_mean(preset, presets())}; known: {known}"]
        )
    layer = presets()[preset]
    return (*(_layers(layer["extends"]) if layer.get("extends") else ()), layer)


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
        problems.append(f"rules: unknown rule {name!r}{near(name, known)}")
    return found


def near(name: str, known: Iterable[str]) -> str:
    """Return `; did you mean ...?`, looking at whole ids, then at what stands behind the slash.

    >>> near("unknwon", ["roles/unknown", "text/bom-inside"])
    "; did you mean 'roles/unknown'?"
    """
    ids = list(known)
    tails = {rule_id.partition("/")[2]: rule_id for rule_id in ids}
    if whole := did_you_mean(name, ids):
        return whole
    tail = did_you_mean(name, tails)
    return next((f"; did you mean {tails[t]!r}?" for t in tails if repr(t) in tail), "")
