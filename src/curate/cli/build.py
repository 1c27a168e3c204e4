"""curate build [CONFIG]: Run the whole pipeline and write provider-ready files."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from curate.cli.choice import Choice
from curate.cli.group import color_choice
from curate.cli.progress import Progress
from curate.model import Severity
from curate.report.style import Style, use_color


@click.command(name="build")
@click.argument("config", type=click.Path(path_type=Path), required=False)
@click.option("--workers", type=click.IntRange(1), help="Processes; the number of cores when absent.")
@click.option(
    "--fail-on",
    type=Choice(["error", "warning", "never"]),
    default="never",
    help="Exit 1 where a finding is at least this bad. What a provider refuses is left out of its files either way.",
)
@click.option("--executor", type=Choice(["local", "ray"]), default="local", help="Where tasks run.")
@click.option("--address", help="Of a running Ray cluster; a private instance when absent.")
@click.option(
    "--memory", metavar="SIZE", help="What the build may hold in memory, e.g. 2GB; the same result."
)
@click.option("--max-cost", metavar="USD", help="Exit 1 where a job may cost more than this.")
@click.option("--no-progress", is_flag=True, help="No progress line, also on a terminal.")
@click.option("--quiet", "-q", is_flag=True, help="No summary.")
def command(
    config: Path | None,
    workers: int | None,
    fail_on: str,
    executor: str,
    address: str | None,
    memory: str | None,
    max_cost: str | None,
    no_progress: bool,
    quiet: bool,
) -> int:
    """Run the whole pipeline of CONFIG and write provider-ready files.

    CONFIG is the nearest curate.yaml when absent. Inputs are never touched; outputs are replaced whole.
    """
    from curate.spec.find_config import find_config
    from curate.warm import warm_up

    path = config or find_config(Path.cwd())
    if executor == "local":
        warm_up(path, workers)
    from curate.builder import build
    from curate.cost.terms import read_usd
    from curate.report.summary import render_build

    with Progress(enabled=not no_progress) as progress, problems_placed(path):
        result = build(
            path,
            workers=workers,
            executor=executor,
            address=address,
            progress=progress.pieces,
            max_cost_usd=read_usd(max_cost),
            memory=memory,
        )
    if not quiet:
        style = Style(use_color(color_choice(), sys.stdout))
        click.echo(render_build(result.manifest, style, str(result.output)), color=style.color)
        if result.reused:
            click.echo(f"{result.reused:,} of {result.pieces:,} pieces were prepared before", err=True)
    problems = (*result.failed, *result.over_budget)
    for problem in problems:
        click.echo(f"curate: {problem}", err=True)
    return _exit_code(result.manifest, fail_on) or int(bool(problems))


@contextmanager
def problems_placed(path: Path) -> Iterator[None]:
    """Say in which line of the config a problem stands that shows when its names are looked up."""
    from curate.errors import ConfigError

    try:
        yield
    except ConfigError as error:
        from curate.spec.load_config import with_lines

        if any(problem.startswith(f"{path}:") for problem in error.problems):
            raise
        raise ConfigError(with_lines(path, error.problems)) from None


def _exit_code(manifest: dict[str, Any], fail_on: str) -> int:
    """0; 1 where a finding is bad enough, or where nothing was kept."""
    if manifest["rows"]["kept"] == 0:
        return 1
    if fail_on == "never":
        return 0
    limit = Severity(fail_on).rank
    return int(any(Severity(entry["severity"]).rank <= limit for entry in manifest["findings"].values()))
