"""Whether workers are worth their start, and a head start for them: light, so that it runs before the builder loads.

A worker is forked from a server process that has imported PRELOAD; nothing in it starts a thread, which would not
survive a fork. polars does, so each worker imports that by itself.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from curate.executors.local import start_server
from curate.spec.load_config import load_config

SMALL_BYTES = 3 << 20  # of input; below it, starting workers takes longer than the work
PRELOAD = (
    "curate.engines.presidio_preload",
    "phonenumbers",
    "jsonschema_rs",
    "yaml",
    "pydantic",
    "orjson",
    "curate.engines.vocabularies.preload",
)


def worth_workers(paths: Iterable[Path]) -> bool:
    """Tell by the size of the input files."""
    return sum(path.stat().st_size for path in paths) >= SMALL_BYTES


def warm_up(config: Path, workers: int | None) -> None:
    """Start the server for a build that will need workers, as far as its config names files."""
    if workers == 1 or (os.cpu_count() or 1) == 1:
        return
    inputs = [config.parent / entry.path for entry in load_config(config).inputs]
    if worth_workers(path for path in inputs if path.is_file()):
        start_server(PRELOAD)
