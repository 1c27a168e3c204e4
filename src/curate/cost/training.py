"""The bill of one training job at a provider.

    (tokens an epoch x epochs + validation tokens x evaluations) x price, or the least charge if that is more

Covers: tokens cut at the model's limit, the automatic epochs, preference pairs, tiers, minimum charges, methods billed
by the hour. Does not cover: model graders, data-sharing discounts, taxes.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from curate.cost.epochs import openai_epochs
from curate.cost.lifetime import lifetime_notes
from curate.cost.sheet import Sheet, methods_of, pick, price_term, priced_model, takes
from curate.cost.terms import CostEstimate, Source, Term, known, rate
from curate.cost.volume import Volume, volume
from curate.engines.tokens import Tokenizer, encoding_for
from curate.errors import ConfigError
from curate.providers import find_model, unknown
from curate.spec.prices import Billing, Epochs, ModelPrices

MILLION = Decimal(1_000_000)
UNKNOWN_PART_RATIO = Decimal(
    "0.1"
)  # rows with tools or calls whose cost is not published: up to a tenth more


@dataclass(frozen=True)
class Job:
    """What is asked of a provider; None means what the provider does when nobody says."""

    model: str | None = None
    method: str = "sft"
    tier: str | None = None
    training: str = "lora"
    epochs: int | None = None
    evaluations: int | None = None
    packing: bool = True
    hours: Decimal | None = None


def tokenizer(found: Sheet, model: str) -> Tokenizer:
    """Return the encoding that counts for a model, and whether it is the model's own."""
    by_name = encoding_for(model)
    told = found.billing.tokenizer.encoding if found.billing else None
    return by_name if told is None else Tokenizer(told, by_name.exact and by_name.encoding == told)


def limit_tokens(found: Sheet, model: str) -> int | None:
    """Return the longest training example of a model; None where nobody published it."""
    value = (find_model(found.facts, model).get("max_tokens_per_example") or {}).get("value")
    return value if isinstance(value, int) else None


def volume_for(found: Sheet, model: str, rows: pl.DataFrame) -> Volume:
    """Sum the rows as a provider reads them for a model: its vocabulary, its limit, its way with reasoning."""
    unrolled = bool(found.billing and found.billing.unrolled_reasoning)
    return volume(rows, tokenizer(found, model).encoding, limit_tokens(found, model), unrolled)


def estimate_training(found: Sheet, job: Job, size: Volume, day: date) -> CostEstimate:
    """Estimate one job; raise ConfigError for a model, tier or provider without prices."""
    if (billing := found.billing) is None:
        raise ConfigError([f"{found.provider}: no billing facts; train it yourself: `curate cost --gpu`"])
    model = priced_model(found, job.model, job.method)
    if job.method not in methods_of(found):
        raise ConfigError([f"{found.provider}: method: {unknown(job.method, methods_of(found))}"])
    tier = billing.default_tier if job.tier is None else job.tier
    if tier and tier not in billing.tiers:
        raise ConfigError(
            [f"{found.provider}: tier: unknown {tier!r}; known: {', '.join(billing.tiers) or 'none'}"]
        )
    prices = found.prices.get(model, ModelPrices())
    chosen = {"tier": tier, "method": job.method, "training": job.training}
    notes = [*lifetime_notes(found, model, day), *([billing.note] if billing.note else [])]
    if not takes(found, model, job.method):
        notes.append(f"{model} is not known to take {job.method}")
    if size.unrolled_rows:
        notes.append(
            f"{size.unrolled_rows:,} rows with reasoning become one example for each answer, and are billed so"
        )
    if not prices.training_usd_per_mtok and prices.training_usd_per_hour:
        entry = pick(prices.training_usd_per_hour, day, **chosen)
        price = price_term(found, "price", entry, "usd_per_hour") if entry else None
        return _by_hour(found, job, model, tier, price, notes, day)
    entry = pick(prices.training_usd_per_mtok, day, **chosen)
    price = price_term(found, "price", entry, "usd_per_mtok") if entry else None
    terms = [*_token_terms(found, job, model, size, billing, notes)]
    if price is None:
        why = f"no training price for {' '.join(filter(None, (model, tier, job.method)))} is published"
        return _estimate(found, job, model, tier, terms, "unknown", None, [why, *notes], day)
    terms.append(price)
    sums = [_sum(terms, bound, billing) for bound in ("value", "low", "high")]
    formula = f"{_tokens(terms)} x {rate(price.value)} per 1M"
    if billing.minimum_usd:
        least = billing.minimum_usd
        terms.append(known("minimum", least.value, "usd", found.source(least.source), least.note))
        if sums[0] == least.value:
            formula += f", at least {rate(least.value)}"
            notes.insert(0, f"the least charge of a job, {rate(least.value)}, is more than the tokens cost")
    return _estimate(found, job, model, tier, terms, formula, sums, notes, day)


def _token_terms(
    found: Sheet, job: Job, model: str, size: Volume, billing: Billing, notes: list[str]
) -> list[Term]:
    """Return tokens an epoch, epochs, and validation tokens where they are paid."""
    rule = billing.tokenizer
    exact = tokenizer(found, model).exact
    low = Decimal(1) if exact else rule.low_ratio
    high = Decimal(1) if exact else rule.high_ratio
    tokens = size.train_tokens
    if not job.packing and billing.unpacked_rows:
        tokens = size.train_rows * (limit_tokens(found, model) or size.longest)
        notes.append("packing off: every row is billed as the longest")
        low = high = Decimal(1)
    extra = size.uncertain_tokens * UNKNOWN_PART_RATIO + size.spare_tokens
    if job.method == "dpo" and billing.preference:
        tokens += size.prompt_tokens * (billing.preference.prompt_times - 1)
        extra += 0 if billing.preference.documented else size.prompt_tokens
        notes.append(billing.preference.note) if billing.preference.note else None
    if size.cut_rows:
        notes.append(
            f"{size.cut_rows:,} rows are cut: {size.cut_tokens:,} tokens are neither learnt nor billed"
        )
    terms = [
        Term(
            "tokens_per_epoch",
            Decimal(tokens),
            "tokens",
            (tokens * low).quantize(Decimal(1)),
            ((tokens + extra) * high).quantize(Decimal(1)),
            found.source(rule.source),
        ),
        epochs_term(job.epochs, size.train_rows, billing.epochs, found.source(billing.epochs.source)),
    ]
    if billing.validation.billed and size.validation_tokens:
        passes = Decimal(billing.validation.evaluations if job.evaluations is None else job.evaluations)
        sure = Decimal(0) if billing.validation.billed == "unknown" else passes
        held = Decimal(size.validation_tokens)
        source = found.source(billing.validation.source)
        counted = found.source(rule.source)
        terms.append(Term("validation_tokens", held, "tokens", held * low, held * high, counted))
        terms.append(Term("evaluations", sure, "passes", sure, passes, source, billing.validation.note))
    if job.epochs is None and billing.epochs.note:
        notes.append(billing.epochs.note)
    return terms


def epochs_term(asked: int | None, rows: int, rule: Epochs, source: Source) -> Term:
    """Return the epochs that were asked for, or those of the provider's rule."""
    if asked is not None:
        return known("epochs", asked, "epochs", note="as asked")
    if rule.rule == "openai":
        return known("epochs", openai_epochs(rows), "epochs", source, "automatic")
    default = Decimal(rule.default or 1)
    high = default if rule.high is None else Decimal(rule.high)
    return Term("epochs", default, "epochs", default, high, source, rule.note)


def _sum(terms: list[Term], bound: str, billing: Billing) -> Decimal:
    of = {term.name: getattr(term, bound) for term in terms}
    tokens = of["tokens_per_epoch"] * of["epochs"]
    tokens += of.get("validation_tokens", Decimal(0)) * of.get("evaluations", Decimal(0))
    total: Decimal = tokens * of["price"] / MILLION
    return max(total, billing.minimum_usd.value) if billing.minimum_usd else total


def _tokens(terms: list[Term]) -> str:
    of = {term.name: term for term in terms}
    about = "" if of["tokens_per_epoch"].exact else "~"
    epochs = of["epochs"].value
    text = f"{about}{of['tokens_per_epoch'].value:,} tokens x {epochs} epoch{'' if epochs == 1 else 's'}"
    if "evaluations" in of:
        text = f"({text} + {of['validation_tokens'].value:,} validation tokens x {of['evaluations'].value})"
    return text


def _by_hour(
    found: Sheet, job: Job, model: str, tier: str, price: Term | None, notes: list[str], day: date
) -> CostEstimate:
    """Estimate a method that is billed by training hour; only the user can know the hours."""
    terms = [price] if price else []
    if price is None or job.hours is None:
        why = (
            "no price is published"
            if price is None
            else f"{rate(price.value)} per training hour, 5 hours are {rate(5 * price.value)}; nobody publishes how "
            "many hours a file takes: give --hours for a sum"
        )
        return _estimate(found, job, model, tier, terms, "unknown", None, [why, *notes], day)
    hours = known("hours", job.hours, "hours", note="as asked")
    sums = [getattr(price, bound) * job.hours for bound in ("value", "low", "high")]
    formula = f"{job.hours} hours x {rate(price.value)} per hour"
    return _estimate(found, job, model, tier, [hours, *terms], formula, sums, notes, day)


def _estimate(
    found: Sheet,
    job: Job,
    model: str,
    tier: str,
    terms: list[Term],
    formula: str,
    sums: list[Decimal] | None,
    notes: list[str],
    day: date,
) -> CostEstimate:
    usd, low, high = sums or (None, None, None)
    return CostEstimate(
        provider=found.provider,
        model=model,
        method=job.method,
        tier=tier,
        terms=tuple(terms),
        formula=formula,
        usd=usd,
        low_usd=low,
        high_usd=high,
        notes=tuple(notes),
        day=day,
    )
