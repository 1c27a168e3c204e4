"""curate cost PATH...: Estimate what training on these files costs, term by term, before any job is launched."""

import json
from pathlib import Path

import click


@click.command(name="cost")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--provider", "providers", multiple=True, help="A provider, or provider:model; may be repeated."
)
@click.option("--model", help="The model, where one provider is named.")
@click.option("--all-models", is_flag=True, help="Every priced model instead of each provider's default.")
@click.option("--method", default="sft", show_default=True)
@click.option("--tier", help="Azure: global, developer, data_zone or regional.")
@click.option("--full", is_flag=True, help="Full-parameter training instead of LoRA, where both are sold.")
@click.option("--epochs", type=click.IntRange(1), help="As the provider chooses when absent.")
@click.option("--validation", multiple=True, metavar="PATH", help="Validation files, where they are billed.")
@click.option("--evaluations", type=click.IntRange(0), help="Passes over the validation files.")
@click.option("--no-packing", is_flag=True, help="Rows are padded instead of packed, where that is billed.")
@click.option("--hours", help="Training hours, for methods billed by the hour.")
@click.option("--layout", help="Format of the rows; told from the rows when absent.")
@click.option("--prices", type=click.Path(path_type=Path), help="A price sheet of your own (YAML).")
@click.option("--max-cost", metavar="USD", help="Exit 1 where a job may cost more than this.")
@click.option("--format", "form", type=click.Choice(["text", "json", "md"]), default="text")
def command(
    paths: tuple[str, ...],
    providers: tuple[str, ...],
    model: str | None,
    all_models: bool,
    method: str,
    tier: str | None,
    full: bool,
    epochs: int | None,
    validation: tuple[str, ...],
    evaluations: int | None,
    no_packing: bool,
    hours: str | None,
    layout: str | None,
    prices: Path | None,
    max_cost: str | None,
    form: str,
) -> int:
    """Estimate what training on PATH... costs, at one provider or at all of them side by side.

    Rows may have any layout that `curate build` reads. Nothing is uploaded, and no network is used.
    """
    import polars as pl

    from curate.clock import today
    from curate.cost import compare, page
    from curate.cost.measure import measure
    from curate.cost.of_build import over_budget
    from curate.cost.terms import read_usd
    from curate.cost.training import Job

    job = Job(
        model=model,
        method=method,
        tier=tier,
        training="full" if full else "lora",
        epochs=epochs,
        evaluations=evaluations,
        packing=not no_packing,
        hours=read_usd(hours),
    )
    budget = read_usd(max_cost)
    pairs = compare.pairs_of(providers, job, prices, all_models)
    encodings = sorted({pair.encoding for pair in pairs})
    rows = measure(paths, encodings, layout=layout)
    if validation:
        rows = pl.concat([rows, measure(validation, encodings, layout=layout, split="validation")])
    day = today()
    estimates = compare.estimate_pairs(rows, pairs, day)
    if form == "json":
        click.echo(json.dumps({"rows": len(rows), "estimates": [e.to_dict() for e in estimates]}, indent=1))
    else:
        sections = [compare.section(estimates, day)]
        click.echo((page.to_markdown if form == "md" else page.to_text)(sections))
    problems = over_budget(estimates, budget) if budget is not None else []
    for problem in problems:
        click.echo(f"curate: {problem}", err=True)
    return int(bool(problems))
