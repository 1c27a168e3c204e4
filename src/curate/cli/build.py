"""curate build [CONFIG]: Run the whole pipeline and write provider-ready files."""

from pathlib import Path

import click


@click.command(name="build")
@click.argument("config", type=click.Path(path_type=Path), default="curate.yaml")
@click.option(
    "--workers", type=click.IntRange(1), default=None, help="Processes; the number of cores when absent."
)
def command(config: Path, workers: int | None) -> int:
    """Run the whole pipeline of CONFIG and write provider-ready files."""
    from curate.builder import build

    result = build(config, workers=workers)
    click.echo(result.manifest["rows"])
    return 0
