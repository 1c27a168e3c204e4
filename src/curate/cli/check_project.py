"""Check a whole project: its inputs run through the pipeline, rules across files included, and no output is kept."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curate.cli.check_request import Request, nearest_config
from curate.cli.inputs import Input, Rows
from curate.errors import ConfigError
from curate.model import Finding, Severity
from curate.report.escape import visible
from curate.report.outcome import Outcome, clean


def check_project(request: Request, progress: Callable[[str, int], None]) -> Outcome:
    """Build what the config asks for into a folder that is thrown away; return what was found."""
    from curate.builder import build
    from curate.spec.load_config import load_config

    path = request.config or nearest_config()
    config = load_config(path)
    if request.targets:
        raise ConfigError([f"{path}: its providers are checked; --provider goes with PATHS"])
    with tempfile.TemporaryDirectory(prefix="curate-check-") as folder:
        here = config.model_copy(update={"output": folder, "work_dir": None})
        manifest = build(here, base=path.parent, progress=progress).manifest
        lines = (Path(folder) / "findings.jsonl").read_bytes().splitlines()
    inputs = [Input(entry["path"], path.parent / entry["path"], None) for entry in manifest["inputs"]]
    findings = request.choice.of(_finding(json.loads(line)) for line in lines)
    return Outcome(
        findings=sorted(map(clean, findings)),
        rows=manifest["rows"]["read"],
        known=manifest["suppressed"],
        files=tuple(visible(item.source) for item in inputs),
        targets=tuple(visible(name) for name in manifest["providers"]),
        row_text=Rows([item for item in inputs if item.path and item.path.suffix in (".jsonl", ".ndjson")]),
    )


def _finding(fields: dict[str, Any]) -> Finding:
    return Finding(**fields | {"severity": Severity(fields["severity"])})
