"""The price sheet of a provider: its facts as typed values, and a user's own sheet laid over them."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from curate.cost.terms import Source, Term
from curate.errors import ConfigError
from curate.providers import Facts, find_model, load
from curate.shipped_yaml import read_yaml
from curate.spec.base import Spec
from curate.spec.prices import Billing, ModelPrices, Price
from curate.spec.source_note import SourceNote


class OwnPrices(Spec):
    """A user's sheet: prices by provider and model; what it does not name stays as published."""

    sources: dict[str, SourceNote]
    prices: dict[str, dict[str, ModelPrices]] = Field(default_factory=dict)


class Sheet(NamedTuple):
    """What a provider charges, and where each number was read."""

    provider: str
    name: str
    sources: dict[str, SourceNote]
    prices: dict[str, ModelPrices]
    billing: Billing | None
    facts: Facts

    def source(self, key: str) -> Source:
        """Return address and day of a source key; the day is the one that the source speaks for."""
        note = self.sources[key]
        return Source(note.url, note.as_of or note.read)


@cache
def sheet(provider: str, own: Path | None = None) -> Sheet:
    """Return the sheet of a provider; raise ConfigError for an id that is none or a sheet that is wrong."""
    facts = load(provider)
    sources = {key: SourceNote.model_validate(note) for key, note in facts["sources"].items()}
    prices = {model: ModelPrices.model_validate(p) for model, p in (facts.get("prices") or {}).items()}
    billing = Billing.model_validate(facts["billing"]) if facts.get("billing") else None
    if own is not None:
        mine = load_own(own)
        sources |= mine.sources
        for model, entry in mine.prices.get(provider, {}).items():
            given = {key: getattr(entry, key) for key in entry.model_fields_set}
            prices[model] = prices.get(model, ModelPrices()).model_copy(update=given)
    return Sheet(provider, facts["name"], sources, prices, billing, facts)


def load_own(path: Path) -> OwnPrices:
    """Read a user's price sheet; raise ConfigError with every problem."""
    try:
        own = OwnPrices.model_validate(read_yaml(path))
    except ValidationError as error:
        raise ConfigError(
            [f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False)]
        ) from None
    named = [
        price.source for models in own.prices.values() for m in models.values() for _, price in all_prices(m)
    ]
    if missing := sorted(set(named) - own.sources.keys()):
        raise ConfigError([f"{path}: sources: {key} is used and not given" for key in missing])
    return own


def all_prices(prices: ModelPrices) -> Iterator[tuple[str, Price]]:
    """Yield (key, price) for every price of a model."""
    for key in ModelPrices.model_fields:
        for price in getattr(prices, key):
            yield key, price


def priced_model(found: Sheet, model: str | None) -> str:
    """Return the name under which a model is priced; the provider's default for None.

    Raises ConfigError for a model that the provider does not have.
    """
    wanted = model or (found.billing.default_model if found.billing else None)
    if not wanted:
        raise ConfigError(
            [f"{found.provider}: name a model; priced: {', '.join(sorted(found.prices)) or 'none'}"]
        )
    if wanted in found.prices:
        return wanted
    return str(find_model(found.facts, wanted)["id"])


def pick(
    prices: tuple[Price, ...], day: date, *, tier: str = "", method: str = "", training: str = ""
) -> Price | None:
    """Return the price that holds on a day: the most specific entry, of those the latest begun, then the last."""
    fitting = [
        (sum(map(bool, (p.tier, p.method, p.training))), p.start or date.min, place, p)
        for place, p in enumerate(prices)
        if p.tier in ("", tier)
        and p.method in ("", method)
        and p.training in ("", training)
        and (p.start is None or p.start <= day)
    ]
    return max(fitting)[-1] if fitting else None


def price_term(found: Sheet, name: str, price: Price, unit: str) -> Term | None:
    """Return a price as a term; None where nobody published it."""
    if price.value == "unknown":
        return None
    high = price.value if price.high is None else price.high
    return Term(name, price.value, unit, price.value, high, found.source(price.source), price.note)
