"""Where the rows went: tiles, and a funnel of stages."""

from typing import Any

from curate.model import Severity
from curate.report.counts import counts
from curate.report.page.charts import funnel_bar, share_bar
from curate.report.page.evidence import Evidence
from curate.report.page.tags import Html, section, table, tag, text

FATES = ("kept", "rejected", "duplicates")


def overview(manifest: dict[str, Any], evidence: Evidence) -> Html:
    rows = manifest["rows"]
    numbers = [(name, rows[name]) for name in ("read", *FATES)]
    for severity in (Severity.ERROR, Severity.WARNING):
        numbers.append(
            (f"{severity}s", sum(one.times for one in counts(manifest) if one.severity is severity))
        )
    tiles = [
        tag("div", tag("b", text(f"{n:,}")), tag("span", text(name)), cls=f"tile {name}")
        for name, n in numbers
    ]
    bar = share_bar([(name, rows[name]) for name in FATES], "where the rows went")
    return section("overview", "Rows", tag("div", *tiles, cls="tiles"), bar)


def stages(manifest: dict[str, Any], evidence: Evidence) -> Html:
    most = max([1, *(stage["rows_in"] for stage in manifest["stages"])])
    rows = []
    for stage in manifest["stages"]:
        rows_in, rows_out = stage["rows_in"], stage["rows_out"]
        gone = f"−{rows_in - rows_out:,}" if rows_in > rows_out else ""
        numbers = (f"{rows_in:,}", f"{rows_out:,}", gone, f"{stage['findings']:,}")
        name = text(stage["stage"].replace("_", " "))
        rows.append([name, *map(text, numbers), funnel_bar(rows_in / most, rows_out / most)])
    heads = ["stage", "rows in", "rows out", "gone", "findings", ""]
    return section("funnel", "Stages", table(heads, rows, "-nnnn-"))
