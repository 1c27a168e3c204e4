"""For whom a check is made, and which findings count: the command line and the config, as one value."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from curate.errors import ConfigError, InputError
from curate.model import Finding, Severity
from curate.suggest import did_you_mean
from curate.suppress import Entry


class Target(NamedTuple):
    """A provider, a method and perhaps a model."""

    provider: str
    method: str = "sft"
    model: str | None = None

    def __str__(self) -> str:
        name = f"{self.provider}:{self.model}" if self.model else self.provider
        return name if self.method == "sft" else f"{name} ({self.method})"


class Choice(NamedTuple):
    """Which rules count and how: ids, packs (the part before the slash) or `all`."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: tuple[tuple[str, str], ...] = ()

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that count, at the severity that they should have."""
        if not (self.select or self.ignore or self.severity):
            return list(findings)
        levels = dict(self.severity)
        wanted = []
        for finding in findings:
            level = levels.get(finding.rule, levels.get(finding.rule.partition("/")[0]))
            if level != "off" and self.takes(finding.rule):
                wanted.append(replace(finding, severity=Severity(level)) if level else finding)
        return wanted

    def takes(self, rule: str) -> bool:
        names = {rule, rule.partition("/")[0], "all"}
        return (not self.select or not names.isdisjoint(self.select)) and names.isdisjoint(self.ignore)

    def hold_to(self, known: Iterable[str]) -> None:
        """Raise ConfigError with every name that is no rule and no pack."""
        rules = set(known)
        names = rules | {rule.partition("/")[0] for rule in rules} | {"all"}
        asked = (*self.select, *self.ignore, *(name for name, _ in self.severity))
        if problems := [f"unknown rule {n!r}{did_you_mean(n, names)}" for n in asked if n not in names]:
            raise ConfigError(problems)


class Request(NamedTuple):
    """What to check, for whom, by which rules. Without paths it is the project of `config`."""

    paths: tuple[str, ...]
    targets: tuple[Target, ...]
    choice: Choice
    config: Path | None
    stdin_filename: str
    preset: str | None = None  # None: what rows say is not looked at
    validation: Path | None = None
    epochs: int | None = None
    suppress: tuple[Entry, ...] = ()

    @classmethod
    def of(
        cls,
        paths: tuple[str, ...],
        provider: tuple[str, ...],
        model: str | None,
        method: str | None,
        config: Path | None,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        preset: str | None,
        stdin_filename: str,
        validation: Path | None = None,
        epochs: int | None = None,
    ) -> "Request":
        """Make a request of the options; the config is read where it is named, or where no provider is."""
        suppress: tuple[Entry, ...] = ()
        targets, choice = targets_of(provider, model, method), Choice(_by_comma(select), _by_comma(ignore))
        if paths and (config or not targets):
            config = config or nearest_config()
            named, rules, usual, suppress = from_config(config)
            targets = targets or named
            choice = Choice(choice.select, rules.ignore + choice.ignore, rules.severity)
            preset = preset or usual
        preset = None if preset in ("none", "off") else preset or "default"
        if validation and not paths:
            raise InputError("--validation needs a PATH to compare with")
        return cls(paths, targets, choice, config, stdin_filename, preset, validation, epochs, suppress)


def _by_comma(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())


def targets_of(providers: tuple[str, ...], model: str | None, method: str | None) -> tuple[Target, ...]:
    """Read `--provider openai --provider bedrock:nova-micro`; --model is for those that name none.

    >>> [str(t) for t in targets_of(("openai", "bedrock:nova-micro"), None, "dpo")]
    ['openai (dpo)', 'bedrock:nova-micro (dpo)']
    """
    split = [name.partition(":") for name in dict.fromkeys(providers)]
    return tuple(Target(name, method or "sft", own or model) for name, _, own in split)


def nearest_config() -> Path:
    from curate.spec.find_config import find_config

    try:
        return find_config(Path.cwd())
    except InputError as error:
        raise InputError(f"for which provider? name one, such as --provider openai ({error})") from None


def from_config(path: Path) -> tuple[tuple[Target, ...], Choice, str, tuple[Entry, ...]]:
    """Read a config: targets, what it leaves out or weighs, its preset, what it suppresses."""
    from curate.spec.load_config import load_config

    config = load_config(path)
    rules = config.rules
    targets = tuple(Target(entry.id, entry.method, entry.model) for entry in config.providers)
    choice = Choice((), rules.ignore, tuple(rules.severity.items()))
    return targets, choice, rules.preset, rules.suppress
