"""curate explain RULE: What a rule means, why it matters, what passes and what fails."""

from pathlib import Path

import click


@click.command(name="explain")
@click.argument("rule")
@click.option(
    "--format", "form", type=click.Choice(["text", "md", "json"]), default="text", help="How to write it."
)
@click.option(
    "--rules",
    "packs",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A pack of your own, or a folder.",
)
def command(rule: str, form: str, packs: tuple[Path, ...]) -> int:
    """Explain RULE (an id such as roles/unknown), or every rule of a pack (roles)."""
    from curate.errors import ConfigError
    from curate.providers.report import texts
    from curate.ruleset import load_pack, shipped
    from curate.ruleset.choose import near
    from curate.ruleset.pages import as_json, page, page_of_words

    known = dict(shipped())
    for path in packs:
        known |= load_pack(path)
    found = [r for r in known.values() if rule in (r.id, r.id.partition("/")[0])]
    if found and form == "json":
        click.echo(as_json(found))
    elif found:
        click.echo("\n".join(page(r, markdown=form == "md") for r in found))
    elif rule in texts():
        click.echo(page_of_words(rule, texts()[rule], form))
    else:
        raise ConfigError([f"unknown rule {rule!r}{near(rule, [*known, *texts()])}"])
    return 0
