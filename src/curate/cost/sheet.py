"""The price sheet of a provider: its facts as typed values, and a user's own sheet laid over them."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import Field

from curate.cost.own_sheet import checked, read_own
from curate.cost.terms import Source, Term
from curate.errors import ConfigError
from curate.providers import Facts, find_model, load, names, unknown
from curate.spec.base import Spec
from curate.spec.prices import Billing, ModelPrices, Price
from curate.spec.source_note import SourceNote

TRAINERS = ("local", "unmaintained")  # states of what a person runs


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


def sheet(provider: str, own: Path | None = None) -> Sheet:
    """Return the sheet of a provider; raise ConfigError for an id that is none or a sheet that is wrong."""
    found = _published(provider)
    if own is None:
        return found
    mine = load_own(own)
    prices = dict(found.prices)
    for model, entry in mine.prices.get(provider, {}).items():
        name = priced_model(found, model)
        given = {key: getattr(entry, key) for key in entry.model_fields_set}
        prices[name] = prices.get(name, ModelPrices()).model_copy(update=given)
    return found._replace(sources=found.sources | mine.sources, prices=prices)


@cache
def _published(provider: str) -> Sheet:
    facts = load(provider)
    sources = {key: SourceNote.model_validate(note) for key, note in facts["sources"].items()}
    prices = {model: ModelPrices.model_validate(p) for model, p in (facts.get("prices") or {}).items()}
    billing = Billing.model_validate(facts["billing"]) if facts.get("billing") else None
    return Sheet(provider, facts["name"], sources, prices, billing, facts)


def billing_of(found: Sheet) -> Billing:
    """Return how a provider bills; raise ConfigError, with the way out, where nothing is billed or known."""
    if found.billing is not None:
        return found.billing
    if found.facts["lifecycle"]["state"] in TRAINERS:
        raise ConfigError(
            [f"{found.provider}: bills nothing, it runs on your machines: `curate cost PATH --gpu h100`"]
        )
    raise ConfigError([f"{found.provider}: no price of training is known; `curate facts` lists what is"])


def load_own(path: Path) -> OwnPrices:
    """Read a user's price sheet; raise ConfigError with every problem."""
    found = checked(path, OwnPrices, read_own(path))
    if strange := sorted(found.prices.keys() - set(names())):
        raise ConfigError([f"{path}: prices: {unknown(name, names())}" for name in strange])
    return found


def all_prices(prices: ModelPrices) -> Iterator[tuple[str, Price]]:
    """Yield (key, price) for every price of a model."""
    for key in ModelPrices.model_fields:
        for price in getattr(prices, key):
            yield key, price


def priced_model(found: Sheet, model: str | None, method: str = "sft") -> str:
    """Return the name under which a model is priced; for None the provider's default for the method.

    Raises ConfigError for a model that the provider does not have.
    """
    wanted = model or _default_model(found, method)
    if not wanted:
        raise ConfigError(
            [f"{found.provider}: name a model; priced: {', '.join(sorted(found.prices)) or 'none'}"]
        )
    if wanted in found.prices:
        return wanted
    return str(find_model(found.facts, wanted)["id"])


def _default_model(found: Sheet, method: str) -> str | None:
    first = found.billing.default_model if found.billing else None
    return next((name for name in (first, *found.prices) if name and takes(found, name, method)), first)


def takes(found: Sheet, model: str, method: str) -> bool:
    """Tell whether a model may take a method: the provider offers it, and no fact says that this model does not."""
    named = found.facts["models"].get(model, {}).get("methods")
    return method in methods_of(found) and (not named or method in named)


def methods_of(found: Sheet) -> list[str]:
    """Return the methods that a provider offers, by their public names."""
    return sorted({spec.get("method", key) for key, spec in found.facts["methods"].items()})


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
