"""The bill of one training job at a provider.

    (tokens an epoch x epochs + validation tokens x evaluations) x price, or the least charge if that is more

Covers: tokens cut at the model's limit, the automatic epochs, preference pairs, tiers, minimum charges, methods billed
by the hour. Does not cover: model graders, data-sharing discounts, taxes.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from curate.cost.job import Job
from curate.cost.lifetime import lifetime_notes
from curate.cost.sheet import Sheet, billing_of, methods_of, pick, price_term, priced_model, takes
from curate.cost.terms import CostEstimate, Term, known, rate
from curate.cost.training_terms import bill, token_terms, tokens_in_words
from curate.cost.volume import Volume
from curate.errors import ConfigError
from curate.providers import unknown
from curate.spec.prices import Billing, ModelPrices

EXAMPLE_HOURS = 5  # in the note about a job whose hours nobody named


class _Case(NamedTuple):
    """A job as it was understood: with the model and the tier that are priced."""

    sheet: Sheet
    job: Job
    model: str
    tier: str
    day: date


def estimate_training(found: Sheet, job: Job, size: Volume, day: date) -> CostEstimate:
    """Estimate one job; raise ConfigError for a model, method or tier that the provider does not have."""
    billing = billing_of(found)
    case = _understood(found, job, billing, day)
    notes = _notes(case, billing, size)
    prices = found.prices.get(case.model, ModelPrices())
    if prices.training_usd_per_hour and not prices.training_usd_per_mtok:
        return _by_hour(case, _price(case, "training_usd_per_hour", "usd_per_hour"), notes)
    return _by_token(case, _price(case, "training_usd_per_mtok", "usd_per_mtok"), billing, size, notes)


def _understood(found: Sheet, job: Job, billing: Billing, day: date) -> _Case:
    model = priced_model(found, job.model, job.method)
    if job.method not in methods_of(found):
        raise ConfigError([f"{found.provider}: method: {unknown(job.method, methods_of(found))}"])
    tier = billing.default_tier if job.tier is None else job.tier
    if tier and tier not in billing.tiers:
        raise ConfigError(
            [f"{found.provider}: tier: unknown {tier!r}; known: {', '.join(billing.tiers) or 'none'}"]
        )
    return _Case(found, job, model, tier, day)


def _notes(case: _Case, billing: Billing, size: Volume) -> list[str]:
    """Say what must be known about the model, the provider's billing and the rows, whatever the price is."""
    notes = [*lifetime_notes(case.sheet, case.model, case.day), *([billing.note] if billing.note else [])]
    if not takes(case.sheet, case.model, case.job.method):
        notes.append(f"{case.model} is not known to take {case.job.method}")
    if size.unrolled_rows:
        notes.append(
            f"{size.unrolled_rows:,} rows with reasoning become one example for each answer, and are billed so"
        )
    return notes


def _price(case: _Case, key: str, unit: str) -> Term | None:
    """Return the price under a key of the model's prices; None where none is published."""
    prices = getattr(case.sheet.prices.get(case.model, ModelPrices()), key)
    job = case.job
    entry = pick(prices, case.day, tier=case.tier, method=job.method, training=job.training)
    return price_term(case.sheet, "price", entry, unit) if entry else None


def _by_token(
    case: _Case, price: Term | None, billing: Billing, size: Volume, notes: list[str]
) -> CostEstimate:
    """Estimate a method that is billed by the token."""
    terms = token_terms(case.sheet, case.job, case.model, size, billing, notes)
    if price is None:
        what = " ".join(filter(None, (case.model, case.tier, case.job.method)))
        return _unknown(case, terms, [f"no training price for {what} is published", *notes])
    terms.append(price)
    sums = [bill(terms, bound, billing) for bound in ("value", "low", "high")]
    formula = f"{tokens_in_words(terms)} x {rate(price.value)} per 1M"
    if billing.minimum_usd:
        least = billing.minimum_usd
        terms.append(known("minimum", least.value, "usd", case.sheet.source(least.source), least.note))
        if sums[0] == least.value:
            formula += f", at least {rate(least.value)}"
            notes.insert(0, f"the least charge of a job, {rate(least.value)}, is more than the tokens cost")
    return _estimate(case, terms, formula, sums, notes)


def _by_hour(case: _Case, price: Term | None, notes: list[str]) -> CostEstimate:
    """Estimate a method that is billed by the training hour; only the user can know the hours."""
    hours = case.job.hours
    if price is None:
        return _unknown(case, [], ["no price is published", *notes])
    if hours is None:
        why = (
            f"{rate(price.value)} per training hour, {EXAMPLE_HOURS} hours are {rate(EXAMPLE_HOURS * price.value)}; "
            "nobody publishes how many hours a file takes: give --hours for a sum"
        )
        return _unknown(case, [price], [why, *notes])
    terms = [known("hours", hours, "hours", note="as asked"), price]
    sums = [getattr(price, bound) * hours for bound in ("value", "low", "high")]
    return _estimate(case, terms, f"{hours} hours x {rate(price.value)} per hour", sums, notes)


def _unknown(case: _Case, terms: list[Term], notes: list[str]) -> CostEstimate:
    return _estimate(case, terms, "unknown", None, notes)


def _estimate(
    case: _Case, terms: list[Term], formula: str, sums: list[Decimal] | None, notes: list[str]
) -> CostEstimate:
    """Put an estimate together; `sums` are the likely, the least and the highest sum, None where it is unknown."""
    usd, low, high = sums or (None, None, None)
    return CostEstimate(
        provider=case.sheet.provider,
        model=case.model,
        method=case.job.method,
        tier=case.tier,
        terms=tuple(terms),
        formula=formula,
        usd=usd,
        low_usd=low,
        high_usd=high,
        notes=tuple(notes),
        day=case.day,
    )
