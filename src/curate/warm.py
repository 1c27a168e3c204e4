"""Whether workers are worth their start, and a head start for them: light, so that it runs before the builder loads.

A worker is forked from a server process that has imported PRELOAD, which leaves it with a single thread.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import yaml

from curate.executors.local import start_server

SMALL_BYTES = 3 << 20  # of input; below it, starting workers takes longer than the work
PRELOAD = ("curate.preload",)


def worth_workers(paths: Iterable[Path]) -> bool:
    """Tell by the size of the input files."""
    return sum(path.stat().st_size for path in paths) >= SMALL_BYTES


def warm_up(config: Path, workers: int | None) -> None:
    """Start the server for a build that will need workers, as far as its config names files.

    Only looks: whatever is wrong with the config is said when it is loaded, which takes as long as all of this.
    """
    if workers == 1 or (os.cpu_count() or 1) == 1:
        return
    paths = [config.parent / name for name in named_files(config)]
    if worth_workers(path for path in paths if path.is_file()):
        start_server(PRELOAD)


def named_files(config: Path) -> list[str]:
    """Return the paths that a config names as inputs, as they stand there; none where it cannot be read."""
    try:
        value = yaml.load(config.read_bytes(), yaml.CSafeLoader)
        inputs = value["inputs"]
        return [entry if isinstance(entry, str) else str(entry["path"]) for entry in inputs]
    except (OSError, yaml.YAMLError, UnicodeError, RecursionError, KeyError, TypeError):
        return []
