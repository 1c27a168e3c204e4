"""`curate.check`: would this provider take these rows, and what would it do with them?

Needs a file, or its lines as bytes. Returns a CheckReport; rows are read one after the other, so that memory holds
the findings and a few words about the whole file. Loads neither polars nor pydantic.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from curate import quality
from curate.checker import Checker, Task, check_rows, in_parallel
from curate.clock import today
from curate.errors import ConfigError, InputError
from curate.model import Finding, Severity
from curate.providers import Choice, unknown
from curate.providers.across import compile_across
from curate.providers.grader import beside, fields_of, missing_fields, read_grader
from curate.providers.lines import Line, document, read
from curate.providers.platform import platform, row_limits
from curate.providers.report import finding, refused
from curate.providers.shape import Found
from curate.ruleset.said_before import said_before

Scope = Literal["file", "rows"]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a provider would say: `accepted` is False where it would refuse the file or leave rows of it out."""

    accepted: bool
    findings: list[Finding] = field(repr=False)
    rows: int


def check_record(
    record: Any, *, provider: str, method: str = "sft", model: str | None = None
) -> list[Finding]:
    """Check one parsed record; see `check` for names. Raises ConfigError for an unknown provider, method or model."""
    return Checker(provider=provider, method=method, model=model).check(record)


def check(
    path_or_lines: str | Path | Sequence[bytes] | None = None,
    *,
    lines: Sequence[bytes] | None = None,
    provider: str,
    method: str = "sft",
    model: str | None = None,
    scope: Scope = "file",
    source: str = "",
    rules: Path | None = None,
    grader: Any = None,
    preset: str | None = "default",
) -> CheckReport:
    r"""Check a file, or its lines (the bytes split at \n, with \r and byte order mark where they are).

    `scope="rows"` leaves out rules about the size of the data set, such as a minimum of rows. `rules` is a folder
    whose `providers/` come before those of curate. `grader` is the grader of a reinforcement job, as a value or a
    path; of a file, the one that lies beside it is taken. `preset` chooses the rules about content, None leaves them
    out; they add findings and never change what the provider accepts. Raises InputError for a file that cannot be
    read, ConfigError for a provider, method or model that does not exist.

    >>> row = b'{"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}'
    >>> check(lines=[row], provider="openai", scope="rows").accepted
    True
    >>> check(lines=[row], provider="openai").accepted
    False
    """
    if scope not in ("file", "rows"):
        raise ConfigError([f"scope: {unknown(str(scope), ['file', 'rows'])}"])
    checker = Checker(provider=provider, method=method, model=model, rules=rules)
    given = path_or_lines if lines is None else lines
    before: list[Found] = []
    if isinstance(given, str | Path):
        path = Path(given)
        source = source or str(given)
        before = list(suffix(path, checker.choice))
        given = read_lines(path)
        grader = grader or (beside(path) if method == "rft" else None)
    elif given is None:
        raise ConfigError(["check: give a path or lines"])
    fields = fields_of(read_grader(Path(grader)) if isinstance(grader, str | Path) else grader)
    given = list(given)
    findings, rows = check_lines(given, checker, scope, source, fields)
    findings = [finding(item, provider, source) for item in before] + findings
    accepted = not any(map(refused, findings))
    if preset is not None:
        findings += content_findings(given, preset, method, source, findings)
    return CheckReport(accepted, sorted(findings), rows)


def content_findings(
    lines: list[bytes], preset: str, method: str, source: str, said: Iterable[Finding]
) -> Iterable[Finding]:
    """Yield what the rules of a preset find and no error of the provider says already."""
    parts = document(lines)
    records = (
        ((line.number, line.record) for line in read(lines, {}) if line.record is not None)
        if parts is None
        else enumerate(parts[0], 1)
    )
    errors: dict[int | None, list[str]] = {}
    for item in said:
        if item.severity is Severity.ERROR:
            errors.setdefault(item.line, []).append(item.rule)
    for item in quality.findings(records, quality.rules_for(preset, method), source):
        if not said_before(item.rule, errors.get(item.line, ())):
            yield item


def read_lines(path: Path) -> list[bytes]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from None
    pieces = data.split(b"\n")
    return pieces[:-1] if not pieces[-1] else pieces


def suffix(path: Path, choice: Choice) -> Iterable[Found]:
    wanted = choice.facts["files"].get("suffixes", [".jsonl"])
    if path.suffix not in wanted:
        yield Found(
            "file/suffix", "", {"suffix": path.suffix or "nothing", "wanted": ", ".join(wanted)}, "rejected"
        )


def check_lines(
    lines: list[bytes], checker: Checker, scope: Scope, source: str, fields: list[str]
) -> tuple[list[Finding], int]:
    """Check all lines of one file; return the findings, unsorted, and the number of rows."""
    choice = checker.choice
    provider, files = choice.id, choice.facts["files"]
    findings = [finding(item, provider, source) for item in platform(choice, today())]
    parts = document(lines)
    if parts is None:
        part = in_parallel(Task(checker, source, tuple(fields)), lines)
    elif files.get("documents"):
        findings.append(finding(Found("file/not-lines", "", {"what": parts[1]}, "advice"), provider, source))
        rows = (Line(number, 0, record, ()) for number, record in enumerate(parts[0], 1))
        part = check_rows(Task(checker, source, tuple(fields)), rows)
    else:
        findings.append(
            finding(Found("file/not-lines", "", {"what": parts[1]}, "rejected"), provider, source, 1)
        )
        return findings, 0
    findings += part.findings
    rules = compile_across(choice.spec.get("across", {}))
    across = [(at, hit) for rule, has in zip(rules, part.seen, strict=True) for at, hit in rule.judge(has)]
    across += missing_fields(fields, part.lacking, part.rows)
    findings += [finding(hit, provider, source, at) for at, hit in across]
    sized = sizes(part.rows, sum(map(len, lines)) + len(lines), choice, scope)
    return findings + [finding(hit, provider, source) for hit in sized], part.rows


def sizes(rows: int, n_bytes: int, choice: Choice, scope: Scope) -> Iterable[Found]:
    """Yield what is wrong with the number of rows and bytes."""
    if scope == "file":
        yield from row_limits(rows, choice)
        fact = choice.facts["files"].get("max_bytes")
        if fact and fact["value"] != "unknown" and n_bytes > fact["value"]:
            values = {"n": n_bytes, "limit": fact["value"]}
            yield Found("file/too-large", "", values, fact.get("when_exceeded", "rejected"))
