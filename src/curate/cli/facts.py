"""curate facts [PROVIDER]: List limits, prices and end dates with their source and age."""

import json
from typing import TYPE_CHECKING

import click

from curate.cli.options import format_option

if TYPE_CHECKING:
    from curate.cost.ages import FactLine


@click.command(name="facts")
@click.argument("provider", required=False)
@format_option("text", "json")
@click.option("--old", is_flag=True, help="Only facts older than 90 days.")
def command(provider: str | None, form: str, old: bool) -> int:
    """List every number that curate knows of PROVIDER, with its source and its age; without one, all providers.

    `curate facts gpus` lists what own and rented machines are reckoned with.
    """
    from curate.clock import today
    from curate.cost.ages import all_facts

    found = all_facts(today(), provider)
    if old:
        found = {name: [fact for fact in facts if fact.old] for name, facts in found.items()}
    if form == "json":
        click.echo(
            json.dumps({name: [f.to_dict() for f in facts] for name, facts in found.items()}, indent=1)
        )
        return 0
    if provider is None and not old:
        click.echo("\n".join(_overview(found)))
        return 0
    for facts in found.values():
        click.echo("\n".join(_lines(facts)))
    return 0


def _overview(found: "dict[str, list[FactLine]]") -> list[str]:
    """Say of each provider how many facts there are, and how old the oldest is."""
    from curate.report.table import table

    rows = [("provider", "facts", "oldest", "over 90 days")]
    for name, facts in found.items():
        oldest = max((fact.age_days for fact in facts), default=0)
        rows.append((name, str(len(facts)), f"{oldest} days", str(sum(fact.old for fact in facts))))
    return [
        *table(rows, "<>>>"),
        "curate facts PROVIDER lists them, curate facts gpus those of own machines.",
    ]


def _lines(facts: "list[FactLine]") -> list[str]:
    """List the facts of one provider."""
    from curate.report.table import table

    rows = [
        (
            f.key,
            f.value,
            f"{f.source.day}",
            f"{f.age_days} days{' OLD' if f.old else ''}",
            f.source.url,
            f.note,
        )
        for f in facts
    ]
    return table(rows, "<<<><<") if rows else []
