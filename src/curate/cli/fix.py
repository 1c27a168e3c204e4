"""curate fix PATH: Mend what the rules find in a JSONL file, safely by default."""

from pathlib import Path

import click


@click.command(name="fix")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the mended file here.")
@click.option("--diff", is_flag=True, help="Show what would change, and write nothing.")
@click.option("--unsafe", is_flag=True, help="Also make fixes that change what is learned.")
@click.option("--preset", default="default", show_default=True, help="Whose rules.")
def command(path: Path, output: Path | None, diff: bool, unsafe: bool, preset: str) -> int:
    """Mend PATH, into --output with OUTPUT.fixes.jsonl beside it, or show the difference.

    Safe fixes keep the training content (line ends, byte-order marks, argument objects as JSON text).
    Exit 1 with --diff where something would change.
    """
    import json

    from curate.errors import InputError
    from curate.fixing import fix_lines, fixable
    from curate.ruleset import choose
    from curate.stage_files import write_atomically
    from curate.wording import shown

    if not diff and output is None:
        raise InputError("say where to: -o FILE, or --diff to look first")
    lines = path.read_bytes().split(b"\n")
    results = list(fix_lines(lines, fixable(choose(preset), unsafe=unsafe)))
    notes = [{"line": number, **fix._asdict()} for number, (_, made) in enumerate(results, 1) for fix in made]
    for note in notes if diff else ():
        click.echo(f"{path}:{note['line']}: {note['rule']} {shown(note['pointer'])}")
    if output and not diff:
        write_atomically(output, b"\n".join(line for line, _ in results))
        record = "".join(json.dumps(note) + "\n" for note in notes)
        write_atomically(output.with_name(output.name + ".fixes.jsonl"), record.encode())
    rows = len({note["line"] for note in notes})
    click.echo(f"{len(notes)} fixes in {rows} rows" + ("" if unsafe else ", safe ones only"), err=True)
    return 1 if diff and notes else 0
