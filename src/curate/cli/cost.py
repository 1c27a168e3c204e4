"""curate cost PATH...: Estimate what training on these files costs, term by term, before any job is launched."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from curate.cli.choice import Choice
from curate.cli.options import format_option
from curate.cost.request import Request

OPTIONS = (
    click.option("--provider", "providers", multiple=True, help="A provider, or provider:model; repeatable."),
    click.option("--model", help="The model, where one provider is named."),
    click.option("--all-models", is_flag=True, help="Every priced model, not each provider's default."),
    click.option("--method", default="sft", show_default=True),
    click.option("--tier", help="Azure: global, developer, data_zone or regional."),
    click.option("--training", type=Choice(["lora", "qlora", "full"]), default="lora", show_default=True),
    click.option("--epochs", type=click.IntRange(1), help="As the provider chooses when absent."),
    click.option(
        "--validation", multiple=True, metavar="PATH", help="Validation files, where they are billed."
    ),
    click.option("--evaluations", type=click.IntRange(0), help="Passes over the validation files."),
    click.option("--no-packing", is_flag=True, help="Rows are padded, not packed."),
    click.option("--hours", help="Training hours, for methods billed by the hour."),
    click.option("--layout", help="Format of the rows; told from the rows when absent."),
    click.option("--prices", type=click.Path(path_type=Path), help="A price sheet of your own (YAML)."),
    click.option(
        "--gpu", "gpus", multiple=True, help="Own or rented machines: h100, a100, l4 ...; repeatable."
    ),
    click.option("--gpu-count", type=click.IntRange(1), default=1, show_default=True),
    click.option("--gpu-price", metavar="USD", help="Of one GPU and hour, instead of the sheet's."),
    click.option("--gpu-sheet", type=click.Path(path_type=Path), help="A GPU sheet of your own (YAML)."),
    click.option("--market", help="Whose GPU price: runpod_secure, aws, hugging_face ..."),
    click.option(
        "--params", default="8B", show_default=True, help="Parameters of the model on own machines."
    ),
    click.option(
        "--length", type=click.IntRange(1), default=2048, show_default=True, help="Longest row there."
    ),
    click.option(
        "--batch", type=click.IntRange(1), default=4, show_default=True, help="Rows at once on a GPU."
    ),
    click.option("--calls", type=click.IntRange(1), help="Calls a month: compares with few-shot prompts."),
    click.option(
        "--few-shot", type=click.IntRange(0), default=3, show_default=True, help="Examples a prompt."
    ),
)


def estimate_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of an estimate: the fields of curate.cost.request.Request."""
    for option in reversed(OPTIONS):
        function = option(function)
    return function


@click.command(name="cost")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@estimate_options
@click.option("--max-cost", metavar="USD", help="Exit 1 where a job may cost more than this.")
@format_option("text", "json", "md")
def command(max_cost: str | None, form: str, **asked: Any) -> int:
    """Estimate what training on PATH... costs, at one provider or at all of them side by side.

    Rows may have any layout that `curate build` reads. Nothing is uploaded, and no network is used.
    """
    from curate.cost import page
    from curate.cost.answer import answer
    from curate.cost.of_build import over_budget
    from curate.cost.terms import read_usd

    budget = read_usd(max_cost)
    found = answer(Request(**asked))
    if form == "json":
        click.echo(json.dumps(found.to_dict(), indent=1))
    else:
        click.echo((page.to_markdown if form == "md" else page.to_text)(found.sections()))
    problems = over_budget([*found.estimates, *found.own], budget) if budget is not None else []
    for problem in problems:
        click.echo(f"curate: {problem}", err=True)
    return int(bool(problems))
