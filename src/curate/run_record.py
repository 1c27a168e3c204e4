"""run.json in the work directory: what this run of a build found prepared.

It differs from run to run, so it is no output: manifest.json names the pieces of each input by key, whoever prepared
them, and here stands which of them were reused.
"""

from collections.abc import Iterable
from pathlib import Path

import orjson

from curate import __version__
from curate.clock import now
from curate.pipeline import Prepared
from curate.sources import Source
from curate.stage_files import write_atomically


def write_run_record(sources: list[Source], prepared: Iterable[Prepared], path: Path) -> None:
    inputs: list[dict[str, list[str]]] = [{"reused": [], "prepared": []} for _ in sources]
    for item in prepared:
        inputs[item.file]["reused" if item.reused else "prepared"].append(item.folder.name)
    record = {
        "curate": __version__,
        "ended": now().isoformat(),
        "inputs": [{"path": source.name, **found} for source, found in zip(sources, inputs, strict=True)],
    }
    write_atomically(path, orjson.dumps(record, option=orjson.OPT_INDENT_2) + b"\n")
