"""run.json in the work directory: what this run of a build found prepared, and how long it took.

It differs from run to run, so it is no output: manifest.json names the pieces of each input by key, whoever prepared
them, and here stands which of them were reused.
"""

import time
from collections.abc import Iterable
from pathlib import Path

import orjson

from curate import __version__
from curate.clock import now
from curate.inputs.sources import Source
from curate.pipeline import Prepared
from curate.storage.stage_files import write_atomically


class Clock:
    """Seconds between laps, by name; a clock that is set back does not change them."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, name: str) -> None:
        """Note the seconds since the last lap under a name."""
        now = time.monotonic()
        self.laps[name] = now - self._last
        self._last = now


def write_run_record(
    sources: list[Source], prepared: Iterable[Prepared], seconds: dict[str, float], path: Path
) -> None:
    """Write the record; `seconds` are those of the phases, by the clock."""
    inputs: list[dict[str, list[str]]] = [{"reused": [], "prepared": []} for _ in sources]
    for item in prepared:
        inputs[item.file]["reused" if item.reused else "prepared"].append(item.folder.name)
    record = {
        "curate": __version__,
        "ended": now().isoformat(),
        "seconds": {phase: round(took, 3) for phase, took in seconds.items()},
        "inputs": [{"path": source.name, **found} for source, found in zip(sources, inputs, strict=True)],
    }
    write_atomically(path, orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")
