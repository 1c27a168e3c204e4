"""curate config check|show: Check curate.yaml, or show every value in force and where it comes from."""

import json
from pathlib import Path

import click

from curate.cli.options import format_option
from curate.report.escape import visible
from curate.report.outcome import plural
from curate.report.table import table


@click.group(name="config")
def command() -> None:
    """Check curate.yaml, or show every value in force and where it comes from."""


@command.command(name="check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
def check(paths: tuple[Path, ...]) -> int:
    """Name every problem of PATHS (the nearest curate.yaml when absent) as `file:line: key: reason`.

    Rules, presets and providers that do not exist are problems too; inputs are not opened. Exit 2 where there is one.
    """
    from curate.errors import ConfigError
    from curate.setup import unknown_names
    from curate.spec.find_config import find_config
    from curate.spec.load_config import load_config, with_lines

    problems: list[str] = []
    for path in paths or (find_config(Path.cwd()),):
        try:
            config = load_config(path)
            problems.extend(with_lines(path, [*unknown_names(config, path.parent)]))
        except ConfigError as error:
            problems.extend(p if p.startswith(str(path)) else f"{path}: {p}" for p in error.problems)
            continue
        if not problems:
            names = ", ".join(target.folder for target in config.providers)
            click.echo(visible(f"{path}: {plural(len(config.inputs), 'input')} for {names}: no problem"))
    if problems:
        raise ConfigError(problems)
    return 0


@command.command(name="show")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@format_option("text", "json")
def show(path: Path | None, form: str) -> int:
    """Show every value in force, with the line of the file that sets it, or `default`."""
    from curate.spec.find_config import find_config
    from curate.spec.origins import values_with_origin

    path = path or find_config(Path.cwd())
    values = values_with_origin(path)
    if form == "json":
        click.echo(json.dumps([{"key": k, "value": v, "origin": o} for k, v, o in values], indent=2))
    else:
        cells = [(visible(key), visible(json.dumps(value)), visible(origin)) for key, value, origin in values]
        click.echo("\n".join(table(cells, "<<<", indent="")))
    return 0
