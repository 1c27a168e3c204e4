"""`curate check --fix`: mend the files of a check before they are checked, or show what would be mended."""

from collections.abc import Iterable
from pathlib import Path

import click

from curate.cli.check_request import Request
from curate.cli.inputs import find_inputs
from curate.errors import InputError
from curate.wording import shown

LINES = (".jsonl", ".ndjson")


def fix_in_place(request: Request, *, unsafe: bool, diff: bool) -> int:
    """Mend every JSONL file of a request, with what was done beside it; return the number of fixes, made or shown."""
    from curate.fixing import fix_file, fixable, write_mended
    from curate.ruleset import choose

    if request.preset is None:
        raise InputError("--fix needs rules: leave out --preset none")
    chosen = fixable(choose(request.preset), unsafe=unsafe)
    rules = tuple(rule for rule in chosen if request.choice.takes(rule.id))
    total = 0
    for path in _files(request):
        mended = fix_file(path, rules)
        for note in mended.notes if diff else ():
            click.echo(f"{path}:{note['line']}: {note['rule']} {shown(note['pointer'])}")
        if mended.notes and not diff:
            write_mended(path, mended)
        total += len(mended.notes)
    what = "would be made" if diff else "made"
    click.echo(f"{total} fixes {what}" + ("" if unsafe else ", safe ones only"), err=True)
    return total


def _files(request: Request) -> Iterable[Path]:
    for item in find_inputs(request.paths, request.stdin_filename):
        if item.path is None or item.path.suffix.lower() not in LINES:
            raise InputError(f"{item.source}: only {' and '.join(LINES)} files are mended in place")
        yield item.path
