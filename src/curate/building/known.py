"""Leave out the findings that the config suppresses (`rules.suppress`), and warn about entries that meet nothing."""

import polars as pl

from curate.inputs.sources import Source
from curate.pipeline import Prepared, read_frame
from curate.plan import FILE_SHIFT
from curate.setup import Setup
from curate.stages import Index, findings_frame
from curate.suppress import Entry, about_entries, left_in_frame


def suppressed(
    index: Index, prepared: list[Prepared], sources: list[Source], setup: Setup, counting: tuple[Entry, ...]
) -> Index:
    """Return the index without suppressed findings about the data set, and with a warning for each useless entry.

    Findings about rows are left out when they are written; here they only count as uses of an entry.
    """
    entries = setup.config.rules.suppress
    if not entries:
        return index
    used: set[int] = set()
    for item in prepared:
        left_in_frame(rules_of(item), sources[item.file].name, counting, used)
    names = [
        "" if row_id is None else sources[row_id >> FILE_SHIFT].name for row_id in index.findings["row_id"]
    ]
    found = left_in_frame(index.findings, names, counting, used)
    said = findings_frame((None, None, item) for item in about_entries(entries, counting, used))
    hidden = len(index.findings) - len(found)
    return index._replace(findings=pl.concat([found, said]), suppressed=hidden)


def rules_of(prepared: Prepared) -> pl.DataFrame:
    """Return rule and severity of every finding of a piece."""
    return read_frame(prepared.folder, "findings", ["rule", "severity"])
