"""`curate check --fix`: mend the files of a check before they are checked, or show what would be mended."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from curate.cli.check_request import Request
from curate.cli.inputs import find_inputs
from curate.errors import InputError
from curate.wording import shown

if TYPE_CHECKING:
    from curate.fixing import Mended

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
        if diff:
            show_fixes(path, mended)
        elif mended.notes:
            write_mended(path, mended)
        total += len(mended.notes)
    what = "would be made" if diff else "made"
    click.echo(f"{counted(total)} {what}" + ("" if unsafe else ", safe ones only"), err=True)
    return total


def show_fixes(path: Path, mended: "Mended") -> None:
    """Print one line for each fix of a file."""
    for note in mended.notes:
        click.echo(f"{path}:{note['line']}: {note['rule']} {shown(note['pointer'])}")


def counted(fixes: int) -> str:
    """Count fixes.

    >>> counted(1), counted(2_000)
    ('1 fix', '2,000 fixes')
    """
    return f"{fixes:,} fix{'' if fixes == 1 else 'es'}"


def _files(request: Request) -> Iterable[Path]:
    for item in find_inputs(request.paths, request.stdin_filename):
        if item.path is None or item.path.suffix.lower() not in LINES:
            raise InputError(f"{item.source}: only {' and '.join(LINES)} files are mended in place")
        yield item.path
