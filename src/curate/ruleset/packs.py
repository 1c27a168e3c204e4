"""YAML packs -> compiled rules.

Shipped packs are proven by tests, so they are compiled without pydantic (40 ms of start-up); packs of a user are
validated by `spec.rules.Pack` first, and every problem is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from curate.checks import Plan, Screen, kind, plan
from curate.errors import ConfigError
from curate.model import Finding, Hit, Severity
from curate.resources import folder
from curate.shipped_yaml import parse_yaml
from curate.suggest import did_you_mean
from curate.wording import say


@dataclass(frozen=True)
class Compiled:
    """A rule that is ready to run. `origin` is "" for a shipped pack, else its path.

    `plan` tells where it runs; its kind is imported when `params` are first asked for: most rules meet no text that
    they could hit.
    """

    id: str
    kind: str
    given: dict[str, Any]  # params as the YAML has them
    plan: Plan
    severity: Severity
    message: str
    why: str
    reads: str = "any"
    effect: str = "advice"
    action: str = "keep"
    fix: str | None = None
    help: str = ""
    source: str = ""
    provider: str = ""
    origin: str = ""
    passes: tuple[Any, ...] = ()
    fails: tuple[Any, ...] = ()

    @cached_property
    def params(self) -> Any:
        """The kind's Params."""
        return compile_params(self.kind, self.given, user=bool(self.origin))

    @property
    def scope(self) -> str:
        return self.plan.scope

    def with_params(self, changes: Mapping[str, Any]) -> "Compiled":
        """Change some params; raise ValueError for one that the kind does not have."""
        given = {**self.given, **changes}
        origin = self.origin or (
            "rules.params" if PATTERNS & changes.keys() else ""
        )  # whose patterns are they
        params = compile_params(self.kind, given, user=bool(origin))
        return replace(self, given=given, plan=plan(self.kind, params), origin=origin)

    def finding(self, hit: Hit, at: str = "") -> Finding:
        """Stamp a hit; `at` is the pointer of the piece that the kind looked at."""
        return Finding(
            self.id,
            self.severity,
            say(self.message, hit.values),
            pointer=at + hit.pointer,
            provider=self.provider,
            help=self.help,
            fix=hit.fix or self.fix,
            effect=self.effect,
        )


def compile_rule(
    rule: dict[str, Any],
    *,
    sources: dict[str, str] | None = None,
    provider: str = "",
    origin: str = "",
    known: Plan | None = None,
) -> Compiled:
    """Make a rule of a pack runnable; raise ValueError that says what is wrong with kind or params."""
    values = {key: value for key, value in rule.items() if key not in ("params", "severity", "source")}
    given = rule.get("params") or {}
    return Compiled(
        **values,
        given=given,
        plan=known or plan(rule["kind"], compile_params(rule["kind"], given, user=bool(origin))),
        severity=Severity(rule["severity"]),
        source=(sources or {}).get(rule.get("source") or "", ""),
        provider=provider,
        origin=origin,
    )


def can_fix(rule: Compiled) -> bool:
    """Tell whether the kind of a rule mends what the rule finds."""
    return rule.fix is not None and hasattr(kind(rule.kind), "fix")


def compile_params(name: str, values: dict[str, Any], *, user: bool = False) -> Any:
    """Make the Params of a kind out of YAML values: lists become tuples, unknown keys are errors."""
    try:
        params = kind(name).Params
    except KeyError:
        raise ValueError(f"kind: unknown kind {name!r}") from None
    known = {field.name for field in fields(params)}
    for key in values.keys() - known:
        raise ValueError(f"params: {name} has no {key!r}{did_you_mean(key, known)}")
    extra = {"trusted": False} if user and "trusted" in known else {}
    if extra:
        hold_to_rust(values)
    try:
        return params(**{key: frozen(value) for key, value in values.items()}, **extra)
    except TypeError as error:
        raise ValueError(f"params: {error}") from None


PATTERNS = frozenset({"any", "unless", "unless_prompt", "unless_self"})


def hold_to_rust(values: Mapping[str, Any]) -> None:
    """Raise ValueError for a user's pattern that the Rust engine, which runs it, cannot read."""
    import polars as pl

    for key in sorted(PATTERNS & values.keys()):
        given = values[key]
        for pattern in [given] if isinstance(given, str) else given:
            try:
                pl.Series([""]).str.contains(pattern)
            except pl.exceptions.PolarsError as error:
                said = str(error).strip().splitlines()[-1]
                raise ValueError(f"params: {key}: {pattern!r} is no pattern: {said}") from None


def frozen(value: Any) -> Any:
    """Turn lists into tuples, all the way down, so that Params are hashable where their values are."""
    return tuple(frozen(item) for item in value) if isinstance(value, list) else value


def read_yaml(path: Path) -> Any:
    import yaml

    try:
        return parse_yaml(path.read_bytes())
    except yaml.YAMLError as error:
        raise ConfigError([f"{path}: not YAML: {' '.join(str(error).split())}"]) from None


@cache
def shipped() -> dict[str, Compiled]:
    """Return every rule of the shipped packs by id, in the order of packs and records."""
    index = _folder_of("checks")
    plans = {rule_id: _plan(values) for rule_id, values in index.get("plans", {}).items()}
    return {
        rule["id"]: compile_rule(rule, sources=pack.get("sources"), known=plans.get(rule["id"]))
        for pack in index["files"].values()
        for rule in pack["rules"]
    }


def _plan(values: list[Any]) -> Plan:
    scope, shape_only, candidates, needs, screen = values
    made = Screen(tuple(screen[0]), *screen[1:]) if screen else None
    return Plan(scope, shape_only, candidates, tuple(needs), made)


@cache
def presets() -> dict[str, dict[str, Any]]:
    """Return the shipped presets by name."""
    files: dict[str, dict[str, Any]] = _folder_of("presets")["files"]
    return files


def _folder_of(kind_of: str) -> dict[str, Any]:
    """Read checks or presets: from index.json where it was made of these very files, else as YAML (50 ms).

    `files` are the packs by name; `plans` (of checks, from the index only) say where the rules run.
    """
    texts = {path.stem: path.read_bytes() for path in sorted((folder("rules") / kind_of).glob("*.yaml"))}
    index = folder("rules") / kind_of / "index.json"
    if index.is_file():
        made: dict[str, Any] = orjson.loads(index.read_bytes())
        if made["digest"] == digest(texts):
            return made
    return {"files": {name: parse_yaml(text) for name, text in texts.items()}}


def digest(texts: dict[str, bytes]) -> str:
    """Name files by their bytes."""
    return blake2b(b"\0".join(texts.values()), digest_size=16).hexdigest()


def load_pack(path: Path) -> dict[str, Compiled]:
    """Read a user's pack, or every *.yaml of a folder; raise ConfigError with all problems."""
    if path.is_dir():
        return {key: rule for one in sorted(path.glob("*.yaml")) for key, rule in load_pack(one).items()}
    if not path.is_file():
        raise ConfigError([f"{path}: no such rule pack"])
    from pydantic import ValidationError

    from curate.spec.rules import Pack

    try:
        pack = Pack.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ConfigError(
            [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        ) from None
    found, problems = {}, []
    for rule in pack.rules:
        try:
            values = rule.model_dump(mode="json", exclude_unset=True)
            found[rule.id] = compile_rule(values, sources=pack.sources, origin=str(path))
        except ValueError as error:
            problems.append(f"{path}: {rule.id}: {error}")
    if problems:
        raise ConfigError(problems)
    return found
