"""Check files for each target, one after the other."""

from collections.abc import Callable

from curate.cli.check_request import Choice, Request, Target
from curate.cli.inputs import Input, Rows, find_inputs
from curate.clock import today
from curate.model import Finding
from curate.providers.report import texts
from curate.report.escape import visible
from curate.report.outcome import Outcome, clean
from curate.suppress import about_entries, about_source, active, left
from curate.validate import check

# what needs the whole set, or a model, is the build's: say so rather than let silence look like a pass
NOT_CHECKED = ("near-duplicates, and names and other personal data without a form (curate build does)",)


def check_files(request: Request, say: Callable[[str], None]) -> Outcome:
    """Check every file of a request for every target; raises ConfigError for unknown providers, models and rules."""
    preset = request.preset
    if request.choice != Choice():
        request.choice.hold_to(rule_ids())
    inputs = list(find_inputs(request.paths, request.stdin_filename))
    findings: list[Finding] = []
    rows = 0
    for item in inputs:
        for number, target in enumerate(request.targets):
            say(f"checking {visible(item.source)} for {target}")
            once = None if number else preset  # what rows say is the same for every target
            found, rows_here = check_input(item, target, once, request)
            findings.extend(of for of in found if of.provider or not number)  # damage is said once
        rows += rows_here
    chosen = request.choice.of(findings)
    wanted, said = without_suppressed(request, chosen, [item.source for item in inputs])
    return Outcome(
        findings=sorted(map(clean, [*wanted, *said])),
        rows=rows,
        rules=sum(map(request.choice.takes, rule_ids() if preset else texts())),
        files=tuple(visible(item.source) for item in inputs),
        targets=tuple(visible(str(target)) for target in request.targets),
        not_checked=NOT_CHECKED if preset else ("what rows say (--preset none)", *NOT_CHECKED),
        row_text=Rows(inputs),
        known=len(chosen) - len(wanted),
    )


def without_suppressed(
    request: Request, findings: list[Finding], sources: list[str]
) -> tuple[list[Finding], list[Finding]]:
    """Return what the config does not suppress, and warnings: entries that have expired or that met nothing here.

    Entries about other files, or about what a check does not look at, are left for the build to judge.
    """
    if not request.suppress:
        return findings, []
    counting, used = active(request.suppress, today()), set[int]()
    kept = left(findings, counting, used)
    known = {name for rule in rule_ids() for name in (rule, rule.partition("/")[0])}
    for place, entry in enumerate(counting):
        looked = (
            request.preset and known.issuperset(entry.rules) and all(map(request.choice.takes, entry.rules))
        )
        if not looked or not any(about_source(entry, source) for source in sources):
            used.add(place)
    return kept, about_entries(request.suppress, counting, used, str(request.config or ""))


def check_input(
    item: Input, target: Target, preset: str | None, request: Request
) -> tuple[list[Finding], int]:
    """Return the findings of one file for one target, and its number of rows."""
    report = check(
        item.path if item.lines is None else None,
        lines=item.lines,
        provider=target.provider,
        method=target.method,
        model=target.model,
        source=item.source,
        preset=preset,
        validation=request.validation,
        epochs=request.epochs,
    )
    return report.findings, report.rows


def rule_ids() -> list[str]:
    """Return the ids of all rules that a check may report."""
    from curate.ruleset import shipped

    return list(dict.fromkeys([*texts(), *shipped()]))
