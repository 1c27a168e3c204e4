"""What only a whole file shows: can the job be started at all, and has the training file enough rows for it?

Needs the columns `split` and `fit_<folder>`, so it runs last. Changes no fate; adds findings without a row.
"""

import polars as pl

from curate.clock import today
from curate.model import Finding
from curate.providers.platform import platform, row_limits
from curate.providers.report import finding
from curate.setup import Setup
from curate.stages import Index, findings_frame
from curate.stages.check_targets import writer_of


def check_files(index: Index, setup: Setup) -> Index:
    """Add the findings about each target's service, model and number of training rows."""
    found: list[tuple[int | None, int | None, Finding]] = []
    for target in setup.targets:
        choice = writer_of(target).choice
        train = index.rows.filter((pl.col("split") == "train") & pl.col(f"fit_{target.folder}"))
        hits = [*platform(choice, today()), *row_limits(len(train), choice)]
        found += [(None, None, finding(hit, target.id)) for hit in hits]
    return index._replace(findings=pl.concat([index.findings, findings_frame(found)]))
