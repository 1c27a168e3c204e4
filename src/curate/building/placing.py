"""From the parts that the write tasks made to whole files: joined under temporary names, then renamed all at once."""

from collections.abc import Iterator
from pathlib import Path

import orjson

from curate.building.output import COMMON, SIDES, Output, Written, join_parts, lines_of, sides
from curate.building.whole_files import first_lines
from curate.exports import write_exports
from curate.inputs.sources import place
from curate.parsing.encoding import BOM
from curate.plan import FILE_SHIFT
from curate.setup import Setup
from curate.spec.config import Target
from curate.stages import Index
from curate.stages.check_targets import writer_of
from curate.storage.stage_files import sha256_file


def join_lines(written: list[Written], setup: Setup) -> dict[str, Output]:
    """Join the parts of all pieces into temporary files, one for each file of each target."""
    outputs = {}
    for target in setup.targets:
        for side in lines_of(setup):
            name = f"{target.folder}.{side}"
            path = setup.output / target.folder / f"{side}.jsonl"
            moved = first_lines([item.noted[name] for item in written], target) if side in SIDES else []
            outputs[name] = join_parts(written, name, path, begin=BOM if target.bom else b"", moved=moved)
    return outputs


def join_common(written: list[Written], index: Index, setup: Setup, names: list[str]) -> dict[str, Output]:
    """Join the parts of what all targets share into temporary files."""
    more = {"findings": decided_findings(index, names)}
    return {
        name: join_parts(written, name, setup.output / f"{name}.jsonl", more.get(name, ())) for name in COMMON
    }


def decided_findings(index: Index, names: list[str]) -> Iterator[bytes]:
    """Yield what the decide stages found, with the place of the row, or with none for the data set as a whole."""
    for found in index.findings.iter_rows(named=True):
        row_id = found.pop("row_id")
        source = "" if row_id is None else names[row_id >> FILE_SHIFT]
        yield orjson.dumps({"source": source, **found}) + b"\n"


def put_in_place(outputs: dict[str, Output], setup: Setup) -> None:
    """Give every output its name; of what else lies there, only files that an earlier build made are removed."""
    manifest = setup.output / "manifest.json"
    named = [place(setup.base, entry.path) for entry in setup.config.inputs]
    inputs = {path.resolve() for path in named if path.is_file()}
    for path in files_of(manifest):
        if path.resolve() not in inputs:
            path.unlink(missing_ok=True)
    manifest.unlink(missing_ok=True)  # it vouches for the rest: first to go, last to come
    for output in outputs.values():
        output.temporary.replace(output.path)


def files_of(manifest: Path) -> list[Path]:
    """Return the target files that a manifest names; none where there is no manifest of ours."""
    try:
        targets = orjson.loads(manifest.read_bytes())["providers"]
        found = [
            (folder, name)
            for folder, entry in targets.items()
            for name in (
                *entry["files"],
                *(part["file"] for part in entry.values() if "file" in (part or ())),
            )
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []
    plain = [pair for pair in found if all(Path(part).name == part for part in pair)]
    return [manifest.parent / folder / name for folder, name in plain]


def further_files(target: Target, setup: Setup) -> dict[str, str]:
    """Write what a target takes beside its lines; return the names and SHA-256 of these files."""
    export = writer_of(target).choice.spec.get("export", {})
    if "test" in sides(setup):
        export = export | {"also": [*export.get("also", ()), "eval_items"]}
    paths = write_exports(setup.output / target.folder, target, export)
    return {path.name: sha256_file(path) for path in paths}
