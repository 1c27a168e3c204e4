"""curate plan PATH...: One page of what to know before tuning: data, costs, dates, a baseline, and what is open."""

import json
from pathlib import Path
from typing import Any

import click

from curate.cli.cost import estimate_options
from curate.cli.options import format_option
from curate.cost.request import Request


@click.command(name="plan")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@estimate_options
@click.option(
    "--export-few-shot", type=click.Path(path_type=Path), help="Write the few-shot baseline as JSONL."
)
@format_option("text", "json", "md")
def command(form: str, export_few_shot: Path | None, **asked: Any) -> int:
    """Walk through the questions that decide whether to tune at all, with what PATH... and the price sheets say."""
    from curate.cost import page
    from curate.cost.plan import make_plan
    from curate.storage.stage_files import write_atomically

    plan = make_plan(Request(**asked))
    if export_few_shot is not None:
        write_atomically(export_few_shot, "".join(f"{record}\n" for record in plan.survey.examples).encode())
    if form == "json":
        click.echo(json.dumps(plan.to_dict(), indent=1))
    else:
        click.echo((page.to_markdown if form == "md" else page.to_text)(plan.sections()))
    return 0
