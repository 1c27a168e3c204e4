"""`curate build`: read the config, run the three phases, write the outputs whole or not at all."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import yaml
from pydantic import ValidationError

from curate import __version__
from curate.errors import ConfigError
from curate.executors.local import Local
from curate.pipeline import Prepared, gather, run
from curate.plan import find_sources
from curate.setup import resolve
from curate.spec.config import Config
from curate.stage_files import write_atomically
from curate.stages import Index
from curate.stages.emit import lines


@dataclass(frozen=True)
class BuildResult:
    manifest: dict[str, Any]
    output: Path


def load_config(path: Path) -> Config:
    """Read curate.yaml; raise ConfigError with every problem."""
    try:
        return Config.model_validate(yaml.load(path.read_bytes(), yaml.CSafeLoader))
    except ValidationError as error:
        raise ConfigError(
            [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        ) from None


def build(config: str | Path, *, workers: int = 1) -> BuildResult:
    """Build what a config file asks for."""
    path = Path(config)
    setup = resolve(load_config(path), path.parent)
    sources = find_sources([(i, e.path) for i, e in enumerate(setup.config.inputs)], setup.base)
    layouts = {s.file: setup.config.inputs[s.entry].format or "openai_chat" for s in sources}
    executor = Local(workers)
    try:
        prepared, index = run(sources, layouts, setup, executor)
    finally:
        executor.close()
    manifest = write(prepared, index, setup.output, setup.config, [s.name for s in sources])
    return BuildResult(manifest, setup.output)


def write(
    prepared: list[Prepared], index: Index, output: Path, config: Config, names: list[str]
) -> dict[str, Any]:
    output.mkdir(parents=True, exist_ok=True)
    examples = gather(prepared, "examples").join(
        index.rows.select("row_id", "split"), on="row_id", how="left"
    )
    providers: dict[str, Any] = {}
    for target in config.providers:
        folder = output / target.folder
        folder.mkdir(exist_ok=True)
        for side in ("train", "validation"):
            data = b"".join(lines(examples.filter(pl.col("split") == side), "openai_chat"))
            write_atomically(folder / f"{side}.jsonl", data)
            providers.setdefault(target.folder, {})[side] = {
                "rows": data.count(b"\n"), "tokens": 0, "bytes": len(data), "sha256": sha256(data).hexdigest(),
            }  # fmt: skip
    rejected = gather(prepared, "rejected")
    rows = {
        "read": len(examples) + len(rejected),
        "kept": index.rows["fate"].null_count(),
        "rejected": len(rejected),
        "duplicates": len(index.duplicates),
    }
    if rows["read"] != rows["kept"] + rows["rejected"] + rows["duplicates"]:
        raise AssertionError(f"rows were lost: {rows}")
    manifest = {"curate": __version__, "rows": rows, "providers": providers}
    write_atomically(output / "manifest.json", orjson.dumps(manifest, option=orjson.OPT_INDENT_2))
    return manifest
