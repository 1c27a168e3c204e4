"""Everything that tasks need to know, resolved once: config, targets and digests. Picklable, small."""

import platform
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from curate.digests import Digests, digests
from curate.errors import ConfigError
from curate.providers import load
from curate.spec.config import Config, Target
from curate.storage.remote import Remote, is_remote
from curate.storage.stage_files import Place

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
USUAL_MEMORY = 2_000_000_000  # bytes


@dataclass(frozen=True)
class Setup:
    """The resolved job. `base` is the folder that relative paths of the config are relative to."""

    config: Config
    base: Path
    digests: Digests
    versions: dict[str, str]

    @property
    def targets(self) -> tuple[Target, ...]:
        return self.config.providers

    @property
    def memory_bytes(self) -> int:
        """What the decide phase makes its partitions for."""
        return self.config.memory or USUAL_MEMORY

    @cached_property
    def output(self) -> Path:
        return self.base / self.config.output

    @cached_property
    def work(self) -> Place:
        """Where stage files lie, for every worker to see."""
        folder = self.config.work_dir
        if folder and is_remote(folder):
            return Remote(folder)
        if folder:
            return self.base / folder.removeprefix("file://")
        return self.output / ".curate"

    @cached_property
    def own(self) -> Path:
        """What only the driver reads and writes: the lock, standard input, decisions."""
        return self.output / ".curate" if isinstance(self.work, Remote) else self.work


def hold_options(config: Config) -> None:
    """Raise ConfigError for an option that a provider does not have."""
    problems = [
        f"providers: {target.id}: options.bom: the files of this provider have no byte order mark"
        for target in config.providers
        if target.bom and not may_begin_with_mark(target.id)
    ]
    if problems:
        raise ConfigError(problems)


def may_begin_with_mark(provider: str) -> bool:
    """Tell whether a file for this provider may begin with a byte order mark, where somebody asks for one."""
    return bool(load(provider)["files"].get("mark_on_request"))


def resolve(config: Config, base: Path) -> Setup:
    """Resolve a checked config into what tasks need; raise ConfigError for names in it that do not exist."""
    hold_options(config)
    versions = {"python": platform.python_version()} | {name: version(name) for name in SHAPING}
    return Setup(config, base.absolute(), digests(config, base, versions), versions)
