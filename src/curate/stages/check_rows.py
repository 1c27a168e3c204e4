"""Run the chosen rules over a chunk, and reject the rows that no provider can want.

Needs examples and segments; adds findings, mends what a rule with `action: fix` hits, and moves rows that a rule with
`action: drop` hits to the rejected ones; `action: fail` is judged when the build is whole (building/gates.py).
How rules run over frames stands in ruleset/over_frames.py.
"""

import polars as pl

from curate.ruleset import Ruleset
from curate.ruleset.of_config import ruleset_of
from curate.ruleset.over_frames import find
from curate.setup import Setup
from curate.stages import Chunk, findings_frame, reject
from curate.stages.mend import mend


def check_rows(chunk: Chunk, setup: Setup) -> Chunk:
    return apply_rules(chunk, ruleset_of(setup.config, setup.base))


def apply_rules(chunk: Chunk, ruleset: Ruleset) -> Chunk:
    """Add what the rules find; reject the rows that a build must not keep."""
    found = run_rules(chunk.examples, chunk.segments, ruleset)
    chunk, found = mend(chunk, found, ruleset)
    drops = {r.id for r in ruleset.rules if r.action == "drop"}
    dropped = found.filter(pl.col("rule").is_in(list(drops))).select("row_id", reason="rule")
    return reject(chunk._replace(findings=pl.concat([chunk.findings, found])), dropped)


def run_rules(examples: pl.DataFrame, segments: pl.DataFrame, ruleset: Ruleset) -> pl.DataFrame:
    """Return the FINDINGS frame of all row rules, in the order of rows."""
    lines = dict(examples.select("row_id", "line").iter_rows())
    found = find(examples, segments, ruleset)
    return findings_frame((row_id, lines[row_id], finding) for row_id, finding in found)
