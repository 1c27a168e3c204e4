"""curate init [FILES]: Write a commented curate.yaml for files."""

import json
from pathlib import Path
from typing import Any

import click

NAME = "curate.yaml"
_HEAD = (
    "# What curate reads, what it writes, and for whom. Every key: `curate schema config`, docs/config.md.\n"
)
_STAGES = """
# What happens on the way; these are the defaults.
# stages:
#   repair: {enabled: true}                # line ends, byte-order marks, control characters inside text
#   redact: {enabled: true}                # personal data and secrets become placeholders
#   near_duplicates: {action: drop, threshold: 0.8}
#   split: {validation_ratio: 0.1, seed: 0, split_by: null}   # split_by: a key whose rows stay on one side
# rules: {preset: default, ignore: [], severity: {}}
"""


@click.command(name="init")
@click.argument("files", nargs=-1)
@click.option("--provider", "providers", multiple=True, help="Write files for it; `openai` when absent.")
@click.option("--output", default="curated", show_default=True, help="Folder for what a build writes.")
def command(files: tuple[str, ...], providers: tuple[str, ...], output: str) -> int:
    """Write curate.yaml into this folder: FILES as inputs, each with the layout it shows. Never overwrites."""
    from curate.errors import InputError

    entries = [line for file in files for line in _entry(file)] or [
        "  - data/*.jsonl   # a file, a folder or a glob",
    ]
    lines = [
        _HEAD + "inputs:",
        *entries,
        f"output: {_yaml(output)}",
        "providers:",
        *(f"  - {_yaml(name)}" for name in providers or ("openai",)),
    ]
    try:
        with Path(NAME).open("x", encoding="utf-8") as out:
            out.write("\n".join(lines) + "\n" + _STAGES)
    except FileExistsError:
        raise InputError(f"{NAME}: exists already, and is never overwritten") from None
    click.echo(f"wrote {NAME}; next: curate build")
    return 0


def _entry(file: str) -> list[str]:
    """Return the lines of one input; the layout is a comment where detection finds it again by itself."""
    from curate.cli.detect import tell
    from curate.inputs.sources import find_sources

    told = [tell(source) for source in find_sources([file], Path.cwd())]
    about = ", ".join(sorted({one["layout"] or "no known layout" for one in told}))
    guess: dict[str, Any] | None = next((one["mapping"] for one in told if one["mapping"]), None)
    if guess is None:
        return [f"  - {_yaml(file)}   # {about}"]
    lines = [
        f"  - path: {_yaml(file)}   # no known layout; check this mapping against the file",
        "    mapping:",
    ]
    return lines + [f"      {key}: {_yaml(value)}" for key, value in guess.items()]


def _yaml(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)  # JSON is YAML
