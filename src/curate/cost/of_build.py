"""What the files of a build will cost: one estimate for each target that has prices."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from curate.cost.job import Job
from curate.cost.own_machine import estimate_own, runs_on_own_machines
from curate.cost.reading import tokenizer, volume_for
from curate.cost.sheet import Sheet, priced_model, sheet
from curate.cost.terms import CostEstimate, rate
from curate.cost.training import estimate_training
from curate.errors import ConfigError

if TYPE_CHECKING:
    from curate.spec.config import Target


def estimate_build(
    rows: pl.DataFrame, targets: Iterable["Target"], day: date, own: Path | None = None
) -> list[CostEstimate]:
    """Estimate each target from the narrow columns of all rows (`split` and the token columns).

    Trainers are estimated on machines of one's own; a service whose bill nobody publishes is left out. A target that
    cannot be priced says why.
    """
    estimates = []
    for target in targets:
        found = sheet(target.id, own)
        if found.billing is not None or runs_on_own_machines(found):
            estimates.append(estimate_target(rows, target, found, day))
    return estimates


def estimate_target(rows: pl.DataFrame, target: "Target", found: Sheet, day: date) -> CostEstimate:
    """Estimate one target; what the configuration names wrongly becomes the reason of an unknown sum."""
    if (fit := f"fit_{target.folder}") in rows.columns:
        rows = rows.filter(pl.col(fit).fill_null(False))
    try:
        if found.billing is None:
            return estimate_own(rows, target, day)
        job = job_of(target)
        model = priced_model(found, job.model, job.method)
        return estimate_training(found, job, volume_for(found, model, rows), day)
    except ConfigError as error:
        why = tuple(error.problems)
        name = target.model or ""
        return CostEstimate(target.id, name, target.method, "", (), "unknown", None, None, None, why, day)


def counted_exactly(target: "Target") -> bool:
    """Tell whether the tokens of a target are counted with its model's own vocabulary, default model included."""
    found = sheet(target.id)
    model = target.model or (found.billing.default_model if found.billing else None)
    return tokenizer(found, model).exact if model else False


def job_of(target: "Target") -> Job:
    """Read the options of a target that change its price; raise ConfigError for what is none."""
    options = target.options
    return Job(
        model=target.model,
        method=target.method,
        tier=options.tier,
        training="full" if options.training == "full" else "lora",
        epochs=options.epochs,
        evaluations=options.evaluations,
        packing=options.packing,
        hours=options.hours,
    )


def over_budget(estimates: Iterable[CostEstimate], max_usd: Decimal) -> list[str]:
    """Name every job that may cost more than the budget; an unknown bill is over every budget.

    The upper end of a range counts: a gate that lets a bill through is none. An own machine of unknown cost sends none.
    """
    problems = []
    for estimate in estimates:
        name = f"{estimate.provider} {estimate.model}".strip()
        if estimate.high_usd is None and estimate.own:
            continue
        if estimate.high_usd is None:
            problems.append(f"{name}: cost unknown, budget {rate(max_usd)}: {'; '.join(estimate.notes)}")
        elif estimate.high_usd > max_usd:
            problems.append(
                f"{name}: {estimate.total} is over the budget of {rate(max_usd)} ({estimate.formula})"
            )
    return problems
