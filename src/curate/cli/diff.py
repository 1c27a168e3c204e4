"""curate diff OLD NEW: Say which rows were added, removed and changed, and what that means in tokens."""

import json
from typing import Any

import click

from curate.cli.choice import Choice


@click.command(name="diff")
@click.argument("old")
@click.argument("new")
@click.option("--model", help="Count tokens as this model does; o200k_base when absent.")
@click.option("--format", "form", type=Choice(["text", "md", "json"]), default="text", show_default=True)
@click.option("--exit-code", is_flag=True, help="Exit 1 where the two differ.")
def command(old: str, new: str, model: str | None, form: str, exit_code: bool) -> int:
    """Compare two data sets by the content of their rows: files, folders, globs or build output folders.

    Order, file names and formats do not matter. Nothing is printed where both hold the same rows.
    """
    from curate.compare import compare
    from curate.engines.tokens import encoding_for
    from curate.report.difference import markdown_lines, text_lines
    from curate.survey import survey

    tokenizer = encoding_for(model)
    found: dict[str, Any] = compare(survey([old], tokenizer.encoding), survey([new], tokenizer.encoding))
    differs = bool(found["added"]["rows"] or found["removed"]["rows"] or found["changed"]["rows"])
    if differs:
        if form == "json":
            click.echo(json.dumps(found, indent=2))
        else:
            click.echo("\n".join((markdown_lines if form == "md" else text_lines)(found)))
    return int(differs and exit_code)
