"""Several providers and models over the same rows, side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl

from curate.cost.page import Section
from curate.cost.sheet import Sheet, priced_model, sheet
from curate.cost.terms import OLD_AFTER_DAYS, CostEstimate, Term, rate
from curate.cost.training import Job, estimate_training, limit_tokens, tokenizer
from curate.cost.volume import volume
from curate.errors import ConfigError
from curate.providers import names


class Pair(NamedTuple):
    """A provider's sheet and the job asked of it."""

    sheet: Sheet
    job: Job

    @property
    def model(self) -> str:
        return priced_model(self.sheet, self.job.model)

    @property
    def encoding(self) -> str:
        return tokenizer(self.sheet, self.model).encoding


def pairs_of(wanted: Sequence[str], job: Job, own: Path | None, every_model: bool = False) -> list[Pair]:
    """Read `provider` or `provider:model`; without any, every provider that publishes how it bills.

    Raises ConfigError for names that do not exist and for a provider that bills nothing.
    """
    if not wanted:
        wanted = [name for name in names() if sheet(name, own).billing is not None]
        return [pair for name in wanted for pair in _pairs(name, job, own, every_model) if _offers(pair)]
    return [pair for text in wanted for pair in _pairs(text, job, own, every_model)]


def _pairs(text: str, job: Job, own: Path | None, every_model: bool) -> list[Pair]:
    provider, _, model = text.partition(":")
    found = sheet(provider, own)
    if found.billing is None:
        raise ConfigError(
            [f"{provider}: bills nothing, it runs on your machines: `curate cost PATH --gpu h100`"]
        )
    if every_model and not model:
        every = [Pair(found, replace(job, model=name)) for name in found.prices]
        return [pair for pair in every if _offers(pair)]
    return [Pair(found, replace(job, model=model or job.model))]


def _offers(pair: Pair) -> bool:
    """Tell whether a model is known to take the method."""
    methods = pair.sheet.facts["models"].get(pair.model, {}).get("methods")
    return not methods or pair.job.method in methods


def estimate_pairs(rows: pl.DataFrame, pairs: Iterable[Pair], day: date) -> list[CostEstimate]:
    """Estimate each pair from rows that hold the token columns of its encoding."""
    return [
        estimate_training(
            pair.sheet, pair.job, volume(rows, pair.encoding, limit_tokens(pair.sheet, pair.model)), day
        )
        for pair in pairs
    ]


def section(estimates: Sequence[CostEstimate], day: date) -> Section:
    """Lay the estimates out, the cheapest first, and say what must be known about them."""
    ordered = sorted(estimates, key=lambda e: (e.usd is None, e.usd or 0))
    return Section(
        "Training",
        tuple(_notes(ordered, day)),
        ("provider", "model", "tier", "tokens an epoch", "epochs", "price", "total"),
        tuple(_row(estimate) for estimate in ordered),
        "<<<>>>>",
    )


def _row(estimate: CostEstimate) -> tuple[str, ...]:
    terms = {term.name: term for term in estimate.terms}
    tokens, epochs, price = terms.get("tokens_per_epoch"), terms.get("epochs"), terms.get("price")
    return (
        estimate.provider,
        estimate.model,
        estimate.tier,
        f"{'' if tokens.exact else '~'}{tokens.value:,}" if tokens else "",
        _span(epochs) if epochs else "",
        f"{rate(price.value)}{' an hour' if 'hour' in price.unit else ' per 1M'}" if price else "",
        estimate.total,
    )


def _span(term: Term) -> str:
    return f"{term.value}" if term.exact else f"{term.low}-{term.high}"


def _notes(estimates: Sequence[CostEstimate], day: date) -> list[str]:
    said: dict[str, list[str]] = {}
    for estimate in estimates:
        for note in estimate.notes:
            said.setdefault(note, []).append(estimate.provider)
    notes = [f"{', '.join(dict.fromkeys(who))}: {note}" for note, who in said.items()]
    sources = {(e.provider, old) for e in estimates if (old := e.oldest()) and e.is_old(day)}
    notes += [
        f"{provider}: the price is of {old.day}, "
        f"{old.age_days(day)} days old (over {OLD_AFTER_DAYS}): look at {old.url}"
        for provider, old in sorted(sources)
    ]
    return [*notes, "~ is estimated, see the range; sources and days: curate facts PROVIDER"]
