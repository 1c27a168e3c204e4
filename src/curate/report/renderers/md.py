"""Markdown: a table of rules with counts and first places, for a pull request or a job summary."""

from collections.abc import Iterator

from curate.report.escape import markdown
from curate.report.outcome import Outcome, place, worst
from curate.report.renderers.concise import summary
from curate.report.style import Style


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    yield "### curate check"
    yield ""
    if outcome.findings:
        yield "| severity | rule | count | first place | message |"
        yield "|---|---|---:|---|---|"
        groups = list(outcome.by_rule().items())
        for rule, findings in groups if outcome.most is None else groups[: outcome.most]:
            first = findings[0]
            cells = (worst(findings), rule, f"{len(findings):,}", place(first), first.message)
            yield f"| {' | '.join(markdown(cell) for cell in cells)} |"
        yield ""
    for line in summary(outcome, Style()):
        yield markdown(line)
        yield ""
