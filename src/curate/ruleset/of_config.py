"""The rules that a config chooses, compiled once per process."""

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

from curate.ruleset.choose import ABOUT_PERSONAL_DATA, Ruleset, choose, not_for
from curate.spec.config import Config, Rules


def ruleset_of(config: Config, base: Path) -> Ruleset:
    """Return the chosen rules; raise ConfigError that names every unknown one."""
    asked = config.rules.model_dump_json(exclude={"suppress"})
    packs = packs_digest(base / pack for pack in config.rules.packs)
    left_out = not_for(t.method for t in config.providers)
    if config.stages.redact.enabled:  # it has looked before, and knows what the config wants to keep
        left_out += ABOUT_PERSONAL_DATA
    return _chosen(asked, base, left_out, packs)


def packs_digest(packs: Iterable[Path]) -> str:
    """Name a user's packs by their bytes; one that is not there is left to the error that names it."""
    digest = blake2b(digest_size=16)
    for pack in packs:
        for path in sorted(pack.glob("*.yaml")) if pack.is_dir() else [pack]:
            digest.update(blake2b(path.read_bytes() if path.is_file() else b"").digest())
    return digest.hexdigest()


@cache
def _chosen(rules: str, base: Path, left_out: tuple[str, ...], packs: str) -> Ruleset:
    asked = Rules.model_validate_json(rules)
    return choose(
        asked.preset,
        select=asked.select,
        ignore=(*asked.ignore, *left_out),
        severity=asked.severity,
        params=asked.params,
        action=asked.action,
        packs=[base / pack for pack in asked.packs],
    )
