"""Several providers and models over the same rows, side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from curate.cost.job import Job
from curate.cost.lifetime import availability
from curate.cost.page import Section
from curate.cost.reading import tokenizer, volume_for
from curate.cost.sheet import Sheet, billing_of, methods_of, priced_model, sheet, takes
from curate.cost.terms import OLD_AFTER_DAYS, CostEstimate, Term, rate
from curate.cost.training import estimate_training
from curate.errors import ConfigError
from curate.providers import names, unknown


class Pair(NamedTuple):
    """A provider's sheet and the job asked of it."""

    sheet: Sheet
    job: Job

    @property
    def model(self) -> str:
        return priced_model(self.sheet, self.job.model, self.job.method)

    @property
    def encoding(self) -> str:
        return tokenizer(self.sheet, self.model).encoding


def pairs_of(wanted: Sequence[str], job: Job, own: Path | None, every_model: bool = False) -> list[Pair]:
    """Read `provider` or `provider:model`; without any, every provider that offers what the job asks for.

    Raises ConfigError for names that do not exist and for a provider without prices.
    """
    if wanted:
        return [pair for text in wanted for pair in _pairs(text, job, own, every_model)]
    sheets = [found for name in names() if (found := sheet(name, own)).billing is not None]
    fitting = [found for found in sheets if _offers(found, job)]
    if not fitting:
        raise ConfigError([_nobody(sheets, job)])
    return [pair for found in fitting for pair in _pairs(found.provider, job, own, every_model)]


def _pairs(text: str, job: Job, own: Path | None, every_model: bool) -> list[Pair]:
    provider, _, model = text.partition(":")
    found = sheet(provider, own)
    billing_of(found)
    if job.method not in methods_of(found):
        raise ConfigError([f"{provider}: method: {unknown(job.method, methods_of(found))}"])
    if every_model and not (model or job.model):
        return [
            Pair(found, replace(job, model=name)) for name in found.prices if takes(found, name, job.method)
        ]
    return [Pair(found, replace(job, model=priced_model(found, model or job.model, job.method)))]


def _offers(found: Sheet, job: Job) -> bool:
    """Tell whether a provider has the model, the tier and the method of a job."""
    tiers = found.billing.tiers if found.billing else ()
    if job.method not in methods_of(found) or (job.tier and job.tier not in tiers):
        return False
    if job.model is None:
        return takes(found, priced_model(found, None, job.method), job.method)
    known = {
        alias
        for model, facts in found.facts["models"].items()
        for alias in (model, *facts.get("aliases", ()))
    }
    return job.model in known | found.prices.keys()


def _nobody(sheets: Sequence[Sheet], job: Job) -> str:
    """Say that no provider has what was asked for, and what there is."""
    if not any(job.method in methods_of(found) for found in sheets):
        return f"method: {unknown(job.method, sorted({m for found in sheets for m in methods_of(found)}))}"
    if job.model is None:
        tiers = sorted({tier for found in sheets if found.billing for tier in found.billing.tiers})
        return f"tier: {unknown(str(job.tier), tiers)}"
    return (
        f"model: no provider is known to tune {job.model} by {job.method}{f' in {job.tier}' if job.tier else ''}; "
        "`curate cost PATH --all-models` lists what is priced; an open model runs on own machines: --gpu h100"
    )


def estimate_pairs(rows: pl.DataFrame, pairs: Iterable[Pair], day: date) -> list[CostEstimate]:
    """Estimate each pair from rows that hold the token columns of its encoding."""
    return [
        estimate_training(pair.sheet, pair.job, volume_for(pair.sheet, pair.model, rows), day)
        for pair in pairs
    ]


def section(pairs: Sequence[Pair], estimates: Sequence[CostEstimate], day: date) -> Section:
    """Lay the estimates out, the cheapest first, and say what must be known about them."""
    both = sorted(zip(pairs, estimates, strict=True), key=lambda b: (b[1].usd is None, b[1].usd or 0))
    ordered = [estimate for _, estimate in both]
    return Section(
        "Training",
        tuple(_notes(ordered, day)),
        ("provider", "model", "tier", "new jobs", "tokens an epoch", "epochs", "price", "total"),
        tuple(_row(pair, estimate, day) for pair, estimate in both),
        "<<<<>>>>",
    )


def _row(pair: Pair, estimate: CostEstimate, day: date) -> tuple[str, ...]:
    terms = {term.name: term for term in estimate.terms}
    tokens, epochs, price = terms.get("tokens_per_epoch"), terms.get("epochs"), terms.get("price")
    return (
        estimate.provider,
        estimate.model,
        estimate.tier,
        availability(pair.sheet, pair.model, day),
        f"{'' if tokens.exact else '~'}{tokens.value:,}" if tokens else "",
        _span(epochs) if epochs else "",
        f"{rate(price.value)}{' an hour' if 'hour' in price.unit else ' per 1M'}" if price else "unknown",
        estimate.total,
    )


def _span(term: Term) -> str:
    return f"{term.value}" if term.exact else f"{term.low}-{term.high}"


def _notes(estimates: Sequence[CostEstimate], day: date) -> list[str]:
    """Return each note once, provider by provider; the age of a price last."""
    said: dict[str, dict[str, None]] = {}
    for estimate in estimates:
        notes = said.setdefault(estimate.provider, {})
        notes |= dict.fromkeys(estimate.notes)
        if (old := estimate.oldest()) and estimate.is_old(day):
            age = f"{old.age_days(day)} days old (over {OLD_AFTER_DAYS})"
            notes[f"the price is of {old.day}, {age}: look at {old.url}"] = None
    lines = [f"{provider}: {note}" for provider, notes in said.items() for note in notes]
    return [*lines, "~ is estimated, see the range; sources and days: curate facts PROVIDER"]
