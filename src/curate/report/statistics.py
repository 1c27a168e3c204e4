"""How often each rule hit, the gravest first."""

from collections.abc import Iterator

from curate.report.outcome import Outcome, worst
from curate.report.renderers.concise import summary
from curate.report.style import Style
from curate.report.table import table


def render(outcome: Outcome, style: Style) -> Iterator[str]:
    groups = outcome.by_rule()
    if groups:
        yield from table(
            [(f"{len(found):,}", worst(found), rule, found[0].message) for rule, found in groups.items()],
            "><<<",
            indent="",
        )
        yield ""
    yield from summary(outcome, style)
