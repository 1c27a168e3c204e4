"""Everything that tasks need to know, resolved once: config, targets and digests. Picklable, small."""

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path

from curate.digests import Digests, digests
from curate.errors import ConfigError
from curate.formats import all_formats
from curate.inputs.sources import place
from curate.providers import choose, load
from curate.redaction.policy import resolve_policy
from curate.ruleset.of_config import ruleset_of
from curate.spec.config import WRITTEN, Config, Target
from curate.storage.remote import Remote, is_remote
from curate.storage.stage_files import Place
from curate.suggest import did_you_mean

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
        return place(self.base, self.config.output)

    @cached_property
    def work(self) -> Place:
        """Where stage files lie, for every worker to see."""
        folder = self.config.work_dir
        if folder and is_remote(folder):
            return Remote(folder)
        if folder:
            return place(self.base, folder.removeprefix("file://"))
        return self.output / ".curate"

    @cached_property
    def own(self) -> Path:
        """What only the driver reads and writes: the lock, standard input, decisions."""
        return self.output / ".curate" if isinstance(self.work, Remote) else self.work


def unknown_names(config: Config, base: Path) -> Iterator[str]:
    """Name what a config asks for and nobody offers: providers, methods, models, entities, rules, formats."""
    for index, target in enumerate(config.providers):
        yield from problems_of(partial(_chosen, target), f"providers.{index}: ")
    if config.stages.redact.enabled:
        yield from problems_of(lambda: resolve_policy(config.stages.redact))
    yield from problems_of(lambda: ruleset_of(config, base))
    for index, entry in enumerate(config.inputs):
        if entry.format and entry.format not in all_formats():
            known = did_you_mean(entry.format, all_formats())
            yield f"inputs.{index}.format: unknown format {entry.format!r}{known}"


def _chosen(target: Target) -> object:
    return choose(load(target.id), target.method, target.model)


def problems_of(look_up: Callable[[], object], begin: str = "") -> list[str]:
    try:
        look_up()
    except ConfigError as error:
        return [f"{begin}{problem}" for problem in error.problems]
    return []


def wrong_options(config: Config) -> list[str]:
    """Name each option that a provider does not have."""
    return [
        f"providers.{index}.options.bom: files for {target.id} have no byte order mark"
        for index, target in enumerate(config.providers)
        if target.bom and not problems_of(partial(load, target.id)) and not may_begin_with_mark(target.id)
    ]


def wrong_files(config: Config, base: Path) -> Iterator[str]:
    """Name a price sheet that is not there, and each input that this build would write over."""
    output = place(base, config.output).resolve()
    folders = {output / ".curate", *(output / target.folder for target in config.providers)}
    if config.prices and not place(base, config.prices).is_file():
        yield f"prices: {config.prices}: no such file"
    for index, entry in enumerate(config.inputs):
        if not (named := place(base, entry.path)).is_file():
            continue
        path = named.resolve()
        if path.parent in folders or (path.parent == output and path.name in WRITTEN):
            yield f"inputs.{index}: {entry.path}: a build writes this file; copy it, or choose another output"


def may_begin_with_mark(provider: str) -> bool:
    """Tell whether a file for this provider may begin with a byte order mark, where somebody asks for one."""
    return bool(load(provider)["files"].get("mark_on_request"))


def resolve(config: Config, base: Path) -> Setup:
    """Resolve a checked config into what tasks need; raise ConfigError for names in it that do not exist."""
    if problems := [
        *unknown_names(config, base),
        *wrong_options(config),
        *wrong_files(config, base.absolute()),
    ]:
        raise ConfigError(problems)
    versions = {"python": platform.python_version()} | {name: version(name) for name in SHAPING}
    return Setup(config, base.absolute(), digests(config, base, versions), versions)
