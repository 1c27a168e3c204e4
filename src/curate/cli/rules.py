"""curate rules [--format F]: List the rules: what is checked, how bad it is, whether it can be mended."""

from pathlib import Path

import click

from curate.cli.options import format_option, packs_option


@click.command(name="rules")
@format_option("text", "md", "json", help="How to write them.")
@click.option(
    "--preset", default="strict", show_default=True, help="Only the rules of this preset, at its severities."
)
@packs_option
def command(form: str, preset: str, packs: tuple[Path, ...]) -> int:
    """List every rule of a preset."""
    from curate.ruleset import choose
    from curate.ruleset.pages import as_json, as_table, as_text

    chosen = choose(preset, packs=packs).rules
    click.echo({"text": as_text, "md": as_table, "json": as_json}[form](chosen))
    return 0
