"""Files beside the lines of a target: another container, a job's config.

A provider names them: `export: {also: [...]}`.

A module has `write(folder, target, export) -> list[Path]`: it reads the finished train.jsonl and validation.jsonl in
the folder and puts its files there, whole. Found by name.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from curate.spec.config import Target


def write_exports(folder: Path, target: Target, export: dict[str, Any]) -> list[Path]:
    """Write every further file of a target and return their paths."""
    return [
        path
        for name in export.get("also", ())
        for path in import_module(f"{__name__}.{name}").write(folder, target, export)
    ]
