"""curate fix PATH: Mend what the rules find in a JSONL file, safely by default."""

from pathlib import Path

import click

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="fix")
@click.argument("path", type=_FILE)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the mended file here.")
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--unsafe", is_flag=True, help="Also make fixes that change what is learned.")
@click.option("--preset", default="default", show_default=True, help="Whose rules.")
@click.option("--replay", type=_FILE, help="Make the fixes of this record (FILE.fixes), and no others.")
def command(
    path: Path, output: Path | None, diff: bool, unsafe: bool, preset: str, replay: Path | None
) -> int:
    """Mend PATH, into --output with OUTPUT.fixes beside it, or show the difference.

    Safe fixes keep the training content (line ends, byte-order marks, argument objects as JSON text).
    Exit 1 with --diff where something would change. `curate check --fix` mends files in place.
    """
    from curate.cli.fix_in_place import counted, show_fixes
    from curate.errors import InputError
    from curate.fixing import fix_file, fixable, write_mended
    from curate.report.outcome import plural
    from curate.ruleset import choose

    if not diff and output is None:
        raise InputError("say where to: -o FILE, or --diff to look first")
    mended = fix_file(path, fixable(choose(preset), unsafe=unsafe or replay is not None), replay)
    if diff:
        show_fixes(path, mended)
    if output and not diff:
        write_mended(output, mended)
    limits = "" if unsafe else ", as recorded" if replay else ", safe ones only"
    click.echo(f"{counted(len(mended.notes))} in {plural(mended.rows, 'row')}{limits}", err=True)
    return 1 if diff and mended.notes else 0
