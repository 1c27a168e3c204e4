"""curate diff OLD NEW: Say which rows were added, removed and changed: in tokens, problems and money."""

import json
from typing import Any

import click

from curate.cli.options import format_option


@click.command(name="diff")
@click.argument("old")
@click.argument("new")
@click.option("--model", help="Count tokens as this model does; o200k_base when absent.")
@click.option("--provider", metavar="ID[:MODEL]", help="Compare what it would say and charge, too.")
@click.option("--method", metavar="METHOD", default="sft", show_default=True, help="With --provider.")
@format_option("text", "md", "json", show_default=True)
@click.option("--exit-code", is_flag=True, help="Exit 1 where the two differ.")
def command(
    old: str, new: str, model: str | None, provider: str | None, method: str, form: str, exit_code: bool
) -> int:
    """Compare two data sets by the content of their rows: files, folders, globs or build output folders.

    Order, file names and formats do not matter. Nothing is printed where both hold the same rows.
    """
    from curate.cli.check_request import targets_of
    from curate.cli.diff_checks import checks_and_cost
    from curate.engines.tokens import encoding_for
    from curate.report.difference import markdown_lines, text_lines
    from curate.standalone.compare import compare
    from curate.standalone.survey import survey

    targets = targets_of((provider,) if provider else (), model, method)
    tokenizer = encoding_for(targets[0].model if targets else model)
    found: dict[str, Any] = compare(survey([old], tokenizer.encoding), survey([new], tokenizer.encoding))
    differs = bool(found["added"]["rows"] or found["removed"]["rows"] or found["changed"]["rows"])
    if differs:
        found |= checks_and_cost(old, new, targets[0], found) if targets else {}
        if form == "json":
            click.echo(json.dumps(found, indent=2))
        else:
            click.echo("\n".join((markdown_lines if form == "md" else text_lines)(found)))
    return int(differs and exit_code)
