"""curate report [FOLDER]: Show a build again: report.html, or the summary as text."""

from pathlib import Path

import click

from curate.cli.group import color_choice
from curate.cli.options import format_option
from curate.errors import InputError


@click.command(name="report")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@format_option("html", "text", show_default=True)
@click.option("--output-file", type=click.Path(path_type=Path), help="report.html in the folder when absent.")
@click.option("--no-excerpts", is_flag=True, help="Show no text of any row.")
def command(folder: Path | None, form: str, output_file: Path | None, no_excerpts: bool) -> int:
    """Show the build in FOLDER, the output folder of the nearest curate.yaml when absent.

    The page is one file, works offline and shows cut excerpts of duplicates; --no-excerpts leaves them out.
    """
    folder = folder or _configured()
    if not (folder / "manifest.json").is_file():
        raise InputError(f"{folder}: no build here: manifest.json is missing")
    if form == "text":
        import json
        import sys

        from curate.report.style import Style, use_color
        from curate.report.summary import render_build

        style = Style(use_color(color_choice(), sys.stdout))
        manifest = json.loads((folder / "manifest.json").read_bytes())
        click.echo(render_build(manifest, style, str(folder)), color=style.color)
        return 0
    from curate.report.page import render_page

    path = output_file or folder / "report.html"
    path.write_text(render_page(folder, excerpts=not no_excerpts), encoding="utf-8")
    click.echo(f"Wrote {path} ({path.stat().st_size:,} bytes).")
    return 0


def _configured() -> Path:
    from curate.spec.find_config import find_config
    from curate.spec.load_config import load_config

    path = find_config(Path.cwd())
    return path.parent / load_config(path).output
