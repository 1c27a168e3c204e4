"""For people: place, rule, message, the shape of the row with a caret, the way out; then what was checked."""

from collections.abc import Iterator

from curate.model import Finding
from curate.report.frame import frame
from curate.report.outcome import Outcome, plural, worst
from curate.report.renderers.concise import headline, summary
from curate.report.style import Style

MOST_FINDINGS, MOST_OF_A_RULE, LINES_NAMED = 50, 20, 12


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    blocks = list(_blocks(outcome))
    shown = blocks[: MOST_FINDINGS if outcome.most is None else outcome.most]
    told: set[str] = set()
    for block in shown:
        yield from _block(block, outcome, style)
        if (rule := block[0].rule) not in told:
            yield f"{_margin(block[0])} = {style.dim(f'why: curate explain {rule}')}"
        told.add(rule)
        yield ""
    if hidden := len(outcome.findings) - sum(map(len, shown)):
        yield f"… {hidden:,} more: raise --max-findings, or list them with --format concise"
        yield ""
    yield from summary(outcome, style)


def _blocks(outcome: Outcome) -> Iterator[list[Finding]]:
    """Yield single findings in order, but those of a rule that hits many rows of a source as one block."""
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in outcome.findings:
        groups.setdefault((finding.source, finding.rule, finding.provider), []).append(finding)
    for finding in outcome.findings:
        group = groups[(finding.source, finding.rule, finding.provider)]
        if len(group) <= MOST_OF_A_RULE:
            yield [finding]
        elif finding is group[0]:
            yield group


def _block(block: list[Finding], outcome: Outcome, style: Style) -> Iterator[str]:
    first = block[0]
    row = outcome.row_text(first.source, first.line) if first.line else None
    drawn = frame(row, first.pointer, style.width - 10) if row else None
    yield headline(first, style, drawn.column if drawn else None)
    margin = _margin(first)
    if drawn:
        yield style.dim(f"{margin} |")
        yield f"{style.dim(f'{first.line} |')} {drawn.text}"
        mark = style.caret(" " * drawn.start + "^" * drawn.length)
        yield f"{style.dim(f'{margin} |')} {mark} {style.dim(first.pointer)}".rstrip()
    if len(block) > 1:
        lines = list(dict.fromkeys(str(f.line) for f in block[1:] if f.line))
        more = ", ".join(lines[:LINES_NAMED]) + (" …" if len(lines) > LINES_NAMED else "")
        where = f"; also line{'s' if len(lines) > 1 else ''} {more}" if lines else ""
        yield f"{margin} = {style.severity(worst(block), plural(len(block), 'place'))} in {first.source or '-'}{where}"
    if first.help:
        yield f"{margin} = {style.bold('help')}: {first.help}"
    if first.fix:
        yield f"{margin} = {style.bold('fix')}: {first.fix}"


def _margin(finding: Finding) -> str:
    return " " * len(str(finding.line or ""))
