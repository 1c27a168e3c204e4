"""curate stats PATH...: Count rows, turns, roles, tokens and duplicates of files, without a config."""

import json
import sys
from typing import Any

import click

from curate.cli.group import color_choice
from curate.cli.options import format_option
from curate.report.style import Style, use_color


@click.command(name="stats")
@click.argument("paths", nargs=-1, required=True)
@click.option("--model", help="Count tokens as this model does; o200k_base when absent.")
@format_option("text", "json", show_default=True)
def command(paths: tuple[str, ...], model: str | None, form: str) -> int:
    """Count what is in PATHS: files of any format that a build reads, folders, globs, or a build's output folder."""
    from curate.engines.tokens import encoding_for
    from curate.report.tally import render, tally
    from curate.standalone.survey import survey

    tokenizer = encoding_for(model)
    numbers: dict[str, Any] = tally(survey(paths, tokenizer.encoding), tokenizer)
    if form == "json":
        click.echo(json.dumps(numbers, indent=2))
    else:
        click.echo("\n".join(render(numbers, Style(use_color(color_choice(), sys.stdout)))))
    return 0
