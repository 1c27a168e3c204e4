"""curate check PATH...: Say what a provider would refuse, drop, cut or ignore, before the upload."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from curate.cli.check_request import Request
from curate.cli.choice import Choice
from curate.cli.group import color_choice
from curate.cli.progress import Progress
from curate.errors import InputError
from curate.model import Finding, Severity
from curate.report.outcome import Outcome, plural
from curate.report.renderers import names, renderer
from curate.report.style import Style, use_color

_FILE = click.Path(path_type=Path)


@click.command(name="check")
@click.argument("paths", nargs=-1)
@click.option("--provider", multiple=True, metavar="ID[:MODEL]", help="For whom; repeat it for several.")
@click.option("--model", help="The model to train, for providers given without one.")
@click.option("--method", metavar="METHOD", help="sft (when absent), dpo, rft ...")
@click.option("--config", type=_FILE, help="Take providers and rules from this curate.yaml.")
@click.option("--validation", type=_FILE, help="The validation file: check it too, and against PATHS.")
@click.option(
    "--epochs", type=click.IntRange(1), metavar="N", help="For services that limit tokens x epochs."
)
@click.option("--format", "form", type=Choice(names()), help="text when absent; github in its workflows.")
@click.option("--output-file", type=_FILE, help="Write the report there.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule instead of showing them.")
@click.option(
    "--preset",
    metavar="NAME",
    help="Look at what rows say by these rules: default (when absent), strict; none leaves that out.",
)
@click.option("--select", multiple=True, metavar="RULES", help="Only these rules or packs, by comma.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules or packs, by comma.")
@click.option(
    "--fail-on",
    type=Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    help="Exit 1 from this severity on.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 also with findings.")
@click.option("--max-findings", type=click.IntRange(0), metavar="N", help="Show at most N; text shows 50.")
@click.option("--baseline", type=_FILE, help="Report only what this file does not hold.")
@click.option("--write-baseline", type=_FILE, help="Write all problems there and exit 0.")
@click.option("--fix", is_flag=True, help="Mend PATHS in place first, where that keeps what is learned.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix, also fixes that change what is learned.")
@click.option("--diff", is_flag=True, help="Show what --fix would mend; write and check nothing.")
@click.option("--stdin-filename", default="<stdin>", help="The name of what is read from -.")
@click.option("--no-progress", is_flag=True, help="No progress line, also on a terminal.")
def command(**options: Any) -> int:
    """Check PATHS: files, folders, globs, or - for standard input. Nothing is written, unless --fix asks for it.

    Providers come from --provider, else from the config. Without PATHS the whole project is checked: the config's
    inputs run through the pipeline, rules across files included, and no output is kept.
    """
    baseline, write_baseline = options.pop("baseline"), options.pop("write_baseline")
    shown = {key: options.pop(key) for key in ("form", "statistics", "output_file", "max_findings")}
    fail_on, exit_zero = options.pop("fail_on"), options.pop("exit_zero")
    fix, unsafe, diff = options.pop("fix"), options.pop("unsafe_fixes"), options.pop("diff")
    with Progress(enabled=not options.pop("no_progress")) as progress:
        request = Request.of(**options)
        if fix or unsafe or diff:
            fixes = _fix(request, unsafe, diff)
            if diff:
                return int(fixes > 0 and not exit_zero)
        outcome = _outcome(request, progress)
    if write_baseline:
        return _write_baseline(write_baseline, outcome)
    if baseline:
        outcome = _without(baseline, outcome)
    _show(outcome._replace(most=shown.pop("max_findings")), **shown)
    return 0 if exit_zero or fail_on == "never" else int(_fails(outcome.findings, Severity(fail_on)))


def _fix(request: Request, unsafe: bool, diff: bool) -> int:
    from curate.cli.fix_in_place import fix_in_place

    if not request.paths:
        raise InputError("--fix needs PATHS; a build mends what its config asks for")
    return fix_in_place(request, unsafe=unsafe, diff=diff)


def _outcome(request: Request, progress: Progress) -> Outcome:
    if request.paths:
        from curate.cli.check_files import check_files

        return check_files(request, progress.say)
    from curate.cli.check_project import check_project

    return check_project(request, progress.pieces)


def _fails(findings: list[Finding], limit: Severity) -> bool:
    return any(finding.severity.rank <= limit.rank for finding in findings)


def _write_baseline(path: Path, outcome: Outcome) -> int:
    from curate.baseline import dumps

    path.write_text(dumps(outcome.findings, outcome.row_text), encoding="utf-8")
    click.echo(f"Wrote {plural(len(outcome.findings), 'problem')} to {path}.")
    return 0


def _without(path: Path, outcome: Outcome) -> Outcome:
    from curate.baseline import compare, load

    new, held, stale = compare(outcome.findings, outcome.row_text, load(path))
    if stale:
        what = plural(stale, "problem") + (" is" if stale == 1 else " are")
        click.echo(
            f"{what} in {path} and no longer in the data; --write-baseline drops what is gone", err=True
        )
    return outcome._replace(findings=new, suppressed=held)


def _show(outcome: Outcome, form: str | None, statistics: bool, output_file: Path | None) -> None:
    form = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    if statistics:
        from curate.report.statistics import render
    else:
        render = renderer(form).render
    style = Style(not output_file and use_color(color_choice(), sys.stdout))
    text = "".join(line + "\n" for line in render(outcome, style))
    if output_file:
        output_file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
