"""curate pii PATH...: Count personal data and secrets, with samples that nobody can read."""

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.report.escape import visible

if TYPE_CHECKING:
    from curate.redaction.policy import Policy
    from curate.spec.config import Redact
    from curate.standalone.personal_data import Survey

CAVEAT = "Patterns do not find names and addresses: a clean count is not anonymity."


@click.command(name="pii")
@click.argument("paths", nargs=-1)
@click.option(
    "--config", type=click.Path(path_type=Path), help="Take the policy from stages.redact of this file."
)
@click.option("--ner-model", metavar="NAME", help="An installed spaCy model that looks for names and places.")
@click.option("--entities", is_flag=True, help="List what is looked for, what is done about it, and why.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
@click.option("--fail", is_flag=True, help="Exit 1 if a build would change or drop a row.")
def command(
    paths: tuple[str, ...],
    config: Path | None,
    ner_model: str | None,
    entities: bool,
    as_json: bool,
    fail: bool,
) -> int:
    """Look through PATHS (files, folders, globs, `-`) with the policy of a build; nothing is written.

    Values are never shown: an e-mail address reads j***@***.com, anything else is stars.
    """
    from curate.redaction.policy import resolve_policy

    policy = resolve_policy(_settings(config, ner_model))
    if entities:
        _list(policy, as_json)
        return 0
    if not paths:
        raise click.UsageError("name files to look through, or --entities to see what is looked for")
    from curate.inputs.sources import find_sources
    from curate.standalone.personal_data import survey

    touched = 0
    with tempfile.TemporaryDirectory(prefix="curate-") as folder:
        for source in find_sources(paths, Path.cwd(), stdin=Path(folder) / "stdin"):
            found = survey(source, policy)
            touched += found.touched
            if as_json:
                click.echo(json.dumps({"path": source.name} | found.to_dict()))
            else:
                click.echo("\n".join(told(visible(source.name), found)))
    if not as_json:
        click.echo(
            CAVEAT if not ner_model else "Names and places are a model's guess: look at them yourself."
        )
    return int(fail and touched > 0)


def _settings(config: Path | None, ner_model: str | None) -> "Redact":
    from curate.spec.config import Redact

    if config is None:
        return Redact(ner_model=ner_model)
    from curate.spec.load_config import load_config

    settings = load_config(config).stages.redact
    return settings.model_copy(update={"ner_model": ner_model}) if ner_model else settings


def told(name: str, found: "Survey") -> list[str]:
    """Lay out what one file holds."""
    from curate.report.table import table

    lines = [f"{name}: {found.rows:,} rows, a build would change {found.touched:,} of them"]
    if found.unread:
        lines.append(f"  {found.unread:,} rows could not be read; curate check says why")
    if found.held:
        head = ("entity", "action", "found", "rows", "in answers", "samples")
        rows = [
            (
                h.entity,
                h.action,
                f"{h.found:,}",
                f"{h.rows:,}",
                f"{h.answers:,}",
                visible("  ".join(h.samples)),
            )
            for h in found.ordered()
        ]
        lines += table([head, *rows], "<<>>><")
    lines += [f"  {n:,} texts were not fully scanned by {who}" for who, n in sorted(found.unscanned.items())]
    return [*lines, ""]


def _list(policy: "Policy", as_json: bool) -> None:
    from curate.report.table import table

    every = policy.entities.values()
    if as_json:
        for e in every:
            click.echo(json.dumps(e.model_dump(mode="json", exclude={"passes", "fails"})))
        return
    rows = [(e.id, e.action, f"[{e.label}_1]", visible(e.why, 90)) for e in every]
    click.echo("\n".join(table([("entity", "action", "becomes", "why"), *rows], "<<<<")))
