"""An estimate as the terms of its sum, so that nobody has to believe a total."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, NamedTuple

from curate.errors import ConfigError

OLD_AFTER_DAYS = 90


class Source(NamedTuple):
    """Where a number was read, and the day for which it is known."""

    url: str
    day: date

    def age_days(self, today: date) -> int:
        return (today - self.day).days


@dataclass(frozen=True)
class Term:
    """One number of a sum. `low` and `high` are equal to `value` where it is exact."""

    name: str
    value: Decimal
    unit: str
    low: Decimal
    high: Decimal
    source: Source | None = None
    note: str = ""

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def to_dict(self) -> dict[str, Any]:
        named = {"name": self.name, "value": str(self.value), "unit": self.unit, "note": self.note}
        spread = {} if self.exact else {"low": str(self.low), "high": str(self.high)}
        source = {"source": self.source.url, "source_day": str(self.source.day)} if self.source else {}
        return named | spread | source


@dataclass(frozen=True)
class CostEstimate:
    """What one provider, model and method would charge for one job.

    `terms` multiply and add up to `usd` as `formula` says; `usd` is None where a price is unknown, and `notes` say why.
    """

    provider: str
    model: str
    method: str
    tier: str
    terms: tuple[Term, ...]
    formula: str
    usd: Decimal | None
    low_usd: Decimal | None
    high_usd: Decimal | None
    notes: tuple[str, ...] = ()
    day: date | None = None
    own: bool = False  # on machines of one's own: nobody sends a bill

    @property
    def exact(self) -> bool:
        return self.usd is not None and self.low_usd == self.high_usd

    def term(self, name: str) -> Term:
        """Return the term of a name; raise KeyError where the estimate has none."""
        for term in self.terms:
            if term.name == name:
                return term
        raise KeyError(name)

    def oldest(self) -> Source | None:
        """Return the source of the oldest price."""
        found = [term.source for term in self.terms if term.source and "usd" in term.unit]
        return min(found, key=lambda source: source.day, default=None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; money is text, so that no float touches it."""
        money = {"usd": self.usd, "low_usd": self.low_usd, "high_usd": self.high_usd}
        return {
            "provider": self.provider,
            "model": self.model,
            "method": self.method,
            "tier": self.tier,
            **{key: None if value is None else str(value) for key, value in money.items()},
            "formula": self.formula,
            "terms": [term.to_dict() for term in self.terms],
            "notes": list(self.notes),
            "line": self.line,
        }

    @property
    def line(self) -> str:
        """Say it in one line: what, how much, how it comes about, and the day of the price."""
        name = " ".join(part for part in (self.provider, self.model, self.tier) if part)
        if self.usd is None:
            return f"{name}: unknown ({'; '.join(self.notes) or 'no price'})"
        old = self.oldest()
        day = f", price of {old.day}" if old else ""
        aged = f", {old.age_days(self.day)} days old" if old and self.day and self.is_old(self.day) else ""
        return f"{name}: {self.total} ({self.formula}{day}{aged})"

    @property
    def total(self) -> str:
        """Write the sum: `$0.02`, or `~$0.02 ($0.02-$0.03)` where parts are estimated."""
        if self.usd is None or self.low_usd is None or self.high_usd is None:
            return "unknown"
        if self.exact:
            return usd(self.usd)
        return f"~{usd(self.usd)} ({usd(self.low_usd)}-{usd(self.high_usd)})"

    def is_old(self, today: date) -> bool:
        """Tell whether a price of the sum is older than 90 days."""
        old = self.oldest()
        return old is not None and old.age_days(today) > OLD_AFTER_DAYS


def known(name: str, value: Decimal | int, unit: str, source: Source | None = None, note: str = "") -> Term:
    """Make an exact term."""
    amount = Decimal(value)
    return Term(name, amount, unit, amount, amount, source, note)


def usd(amount: Decimal) -> str:
    """Write money for people, to the cent; what is less than ten cents, to two digits.

    >>> usd(Decimal("1224")), usd(Decimal("0.0134")), usd(Decimal("0.000383")), usd(Decimal(0))
    ('$1,224.00', '$0.013', '$0.00038', '$0.00')
    """
    small = 0 < amount < Decimal("0.1")
    step = Decimal(1).scaleb(amount.adjusted() - 1) if small else Decimal("0.01")
    return f"${amount.quantize(step, ROUND_HALF_UP):,f}"


def read_usd(text: str | None) -> Decimal | None:
    """Read an amount that a person typed; raise ConfigError for what is none.

    >>> read_usd("$1,200.50")
    Decimal('1200.50')
    """
    if text is None:
        return None
    return _amount(text.strip().removeprefix("$").replace(",", ""), f"{text!r} is no amount of USD")


def read_hours(text: str | None) -> Decimal | None:
    """Read a number of hours that a person typed; raise ConfigError for what is none."""
    return None if text is None else _amount(text, f"hours: {text!r} is no number of hours")


def _amount(text: str, problem: str) -> Decimal:
    """Read a finite number that is not negative."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ConfigError([problem]) from None
    if not amount.is_finite() or amount < 0:
        raise ConfigError([problem])
    return amount


def rate(amount: Decimal) -> str:
    """Write a price for people: at least to the cent, and as exactly as it was published.

    >>> rate(Decimal("25.0")), rate(Decimal("1.875"))
    ('$25.00', '$1.875')
    """
    exponent = amount.normalize().as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"${amount:,.{places}f}"
