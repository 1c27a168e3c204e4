"""What each phase depends on, as digests: a change does again what it can change, and nothing else.

prepare   the parts of the config that row-local stages read; the row rules as chosen, with their severities; personal
          data and secrets; shapes, templates and what prepare reads of the targets' facts; program and libraries
write     what prepare depends on, which files there are, and the facts about whole files that decide what is noted of
          their lines. What was decided is part of each piece's own key
plan      all of the above and everything that the decide phase reads: the identity of the whole job

Not in any of them: prices, dates of end, words that only pages show. A test prepares rows from facts that lack
everything that is left out here.
"""

import json
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, NamedTuple

from curate import __version__
from curate.engines.evaluation import fingerprint
from curate.providers import Choice, choose, load
from curate.redaction.policy import key_mark, resolve_policy
from curate.resources import folder, program
from curate.ruleset import shipped
from curate.ruleset.of_config import packs_digest, ruleset_of
from curate.spec.config import Config, Target

# keys of the config that say where things are and what it may take to get them, not what they are
ELSEWHERE = {"inputs", "output", "work_dir", "memory", "gates", "prices"}
# parts of a provider's facts that are looked at when a job is priced, dated or counted, never for a row
NOT_OF_ROWS = {
    "facts": {"sources", "lifecycle", "files", "methods", "prices", "billing", "limits", "name"},
    "method": {"rows", "validation", "max_bytes", "across", "note"},
    "model": {"source", "ends"},
}
# parts of a rule that explain or prove it
NOT_OF_FINDINGS = {"why", "source", "passes", "fails", "plan", "params", "origin"}


class Digests(NamedTuple):
    prepare: str
    write: str
    plan: str
    rules_sha256: str


def digests(config: Config, base: Path, versions: dict[str, str]) -> Digests:
    """Work out the digests of a checked config; raise ConfigError for rules, entities or targets that do not exist."""
    if config.stages.redact.enabled:
        resolve_policy(config.stages.redact)  # raises ConfigError now rather than in a worker
    rules = rules_digest(folder("rules"))
    prepare = _digest(versions, _settings(config, base), _rules(config, base), _targets(config.providers))
    noted = [what_is_noted(choose(load(t.id), t.method, t.model)) for t in config.providers]
    write = _digest(prepare, bool(config.stages.split.test_ratio), noted)
    whole = config.model_dump(mode="json", exclude=ELSEWHERE)
    packs = packs_digest([base / pack for pack in config.rules.packs])
    return Digests(prepare, write, _digest(prepare, write, whole, rules, packs), rules)


def what_is_noted(choice: Choice) -> list[Any]:
    """Return the facts that decide what is noted of a target's lines (building/whole_files.py)."""
    return [choice.spec.get("across"), choice.facts["files"].get("first_chunk_bytes")]


def _settings(config: Config, base: Path) -> dict[str, Any]:
    """Return what the prepare stages read of the config, rules and facts of targets aside."""
    stages = config.stages
    settings: dict[str, Any] = stages.model_dump(mode="json", include={"repair", "redact", "contamination"})
    settings["sign"] = stages.signed_by
    settings["providers"] = [target.model_dump(mode="json") for target in config.providers]
    settings["evaluation"] = fingerprint(stages.contamination.against, base)
    if stages.redact.enabled:
        settings["redaction_key"] = key_mark(stages.redact)
        settings["entities"] = rules_digest(folder("rules") / "entities")
    return settings


def _rules(config: Config, base: Path) -> list[Any]:
    """Return the rules about rows, as they run; those about the data set are read by the decide phase."""
    chosen = [
        {key: value for key, value in vars(rule).items() if key not in NOT_OF_FINDINGS}
        | {"trusted": not rule.origin}
        for rule in ruleset_of(config, base).rules
        if rule.scope != "dataset"
    ]
    return [chosen, sorted(rule.id for rule in shipped().values() if rule.scope == "raw")]


def _targets(targets: tuple[Target, ...]) -> list[Any]:
    shared = [rules_digest(folder("rules") / name) for name in ("wire", "templates")]
    return [*shared, *(of_rows(choose(load(t.id), t.method, t.model)) for t in targets)]


def of_rows(choice: Choice) -> Choice:
    """Return the facts that a row of this method is written and checked by."""
    return Choice(
        _without(choice.facts, "facts")
        | {"models": {name: _without(model, "model") for name, model in choice.facts["models"].items()}},
        choice.method,
        choice.variant,
        _without(choice.spec, "method"),
        _without(choice.model, "model"),
    )


def _without(values: dict[str, Any], part: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in NOT_OF_ROWS[part]}


def _digest(*parts: Any) -> str:
    text = json.dumps([__version__, program(), *parts], sort_keys=True, default=str)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def rules_digest(root: Path) -> str:
    """Return the SHA-256 over names and bytes of all rule files and templates below a folder."""
    digest = sha256()
    for path in sorted([*root.rglob("*.yaml"), *root.rglob("*.jinja")]):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
