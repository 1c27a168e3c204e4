"""Everything that tasks need to know, resolved once: config, targets and digests. Picklable, small."""

import json
import platform
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b, sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from curate import __version__
from curate.engines.evaluation import fingerprint
from curate.redaction.policy import key_mark, resolve_policy
from curate.resources import folder, program
from curate.spec.config import Config, Target

# libraries whose release may change what comes out for the same input
SHAPING = (
    "polars",
    "orjson",
    "datasketch",
    "tiktoken",
    "presidio-analyzer",
    "phonenumbers",
    "regex",
    "tldextract",
)
# parts of the config that prepare does not look at: changing them re-prepares nothing
NOT_PREPARED: dict[str, Any] = {
    **dict.fromkeys(("inputs", "output", "work_dir", "gates", "prices"), True),
    "rules": {"suppress": True},
}


@dataclass(frozen=True)
class Setup:
    """The resolved job.

    `base` is the folder that relative paths of the config are relative to; `prepare_digest` covers all that changes
    what prepare returns for the same bytes, `write_digest` all that changes what write makes of the same decisions.
    """

    config: Config
    base: Path
    prepare_digest: str
    write_digest: str
    rules_sha256: str
    versions: dict[str, str]

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.config.providers

    @cached_property
    def output(self) -> Path:
        return self.base / self.config.output

    @cached_property
    def work(self) -> Path:
        return self.base / self.config.work_dir if self.config.work_dir else self.output / ".curate"


def resolve(config: Config, base: Path) -> Setup:
    """Resolve a checked config into what tasks need."""
    rules = rules_digest(folder("rules"))
    versions = {"python": platform.python_version()} | {name: version(name) for name in SHAPING}
    settings = config.model_dump(mode="json", exclude=NOT_PREPARED)
    decided = [
        settings["stages"].pop(name) for name in ("exact_duplicates", "near_duplicates", "conflicts", "split")
    ]
    if config.stages.redact.enabled:
        resolve_policy(config.stages.redact)  # raises ConfigError now rather than in a worker
        settings["redaction_key"] = key_mark(config.stages.redact)
    settings["sign"] = config.stages.signed_by
    settings["packs"] = [rules_digest((base / pack).parent) for pack in config.rules.packs]
    settings["evaluation"] = fingerprint(config.stages.contamination.against, base)
    prepare = _digest(settings, rules, versions)
    return Setup(
        config, base.absolute(), prepare, _digest(settings, decided, rules, versions), rules, versions
    )


def _digest(*parts: Any) -> str:
    text = json.dumps([__version__, program(), *parts], sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def rules_digest(root: Path) -> str:
    """Return the SHA-256 over names and bytes of all rule files and templates below a folder."""
    digest = sha256()
    for path in sorted([*root.rglob("*.yaml"), *root.rglob("*.jinja")]):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
