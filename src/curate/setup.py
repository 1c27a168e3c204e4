"""Everything that tasks need to know, resolved once: config, targets and digests. Picklable, small."""

from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from curate.spec.config import Config


@dataclass(frozen=True)
class Setup:
    config: Config
    base: Path  # the folder that relative paths of the config are relative to
    prepare_digest: str  # of all that changes what `prepare` returns for the same bytes

    @property
    def output(self) -> Path:
        return self.base / self.config.output

    @property
    def work(self) -> Path:
        return self.base / self.config.work_dir if self.config.work_dir else self.output / ".curate"


def resolve(config: Config, base: Path) -> Setup:
    digest = blake2b(config.model_dump_json(exclude={"output", "work_dir"}).encode(), digest_size=16)
    return Setup(config, base, digest.hexdigest())
