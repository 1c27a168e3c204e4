"""curate explain RULE: What a rule means, why it matters, what passes and what fails."""

from pathlib import Path

import click

from curate.cli.options import format_option, packs_option


@click.command(name="explain")
@click.argument("rule")
@format_option("text", "md", "json", help="How to write it.")
@packs_option
def command(rule: str, form: str, packs: tuple[Path, ...]) -> int:
    """Explain RULE (an id such as roles/unknown), or every rule of a pack (roles)."""
    from curate.errors import ConfigError
    from curate.report.rule_text import all_words
    from curate.ruleset import load_pack, shipped
    from curate.ruleset.choose import near
    from curate.ruleset.pages import pages, pages_as_json

    known = dict(shipped())
    for path in packs:
        known |= load_pack(path)
    found = [r for r in known.values() if rule in (r.id, r.id.partition("/")[0])]
    words = {key: said for key, said in all_words().items() if rule in (key, key.partition("/")[0])}
    if not found and not words:
        raise ConfigError([f"unknown rule {rule!r}{near(rule, [*known, *all_words()])}"])
    click.echo(pages_as_json(found, words) if form == "json" else pages(found, words, markdown=form == "md"))
    return 0
