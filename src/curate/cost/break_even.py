"""Does tuning pay? A tuned model against the untuned one with a few examples in every prompt.

    tuned call     prompt x tuned input price + answer x tuned output price
    few-shot call  (prompt + k examples) x base input price + answer x base output price
    month          calls x price of a call, plus hosting of the tuned model for 720 hours

Prompt, answer and examples are the real token counts of this data set. Does not cover: cached or batch prices, the
quality of either model, hosting of an own machine.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Any

from curate.cost.call_tokens import CallTokens
from curate.cost.compare import Pair
from curate.cost.sheet import pick, price_term
from curate.cost.terms import CostEstimate, Term, known, usd
from curate.spec.prices import ModelPrices

MILLION = Decimal(1_000_000)
HOURS_PER_MONTH = 720  # 30 days
TERMS = {
    "input_usd_per_mtok": "tuned_input",
    "output_usd_per_mtok": "tuned_output",
    "base_input_usd_per_mtok": "base_input",
    "base_output_usd_per_mtok": "base_output",
}


@dataclass(frozen=True)
class BreakEven:
    """What both ways cost; None where a price is unknown, and `notes` say which."""

    provider: str
    model: str
    calls_per_month: int
    tokens: CallTokens
    terms: tuple[Term, ...]
    training_usd: Decimal | None
    hosting_usd_per_month: Decimal | None
    tuned_usd_per_call: Decimal | None
    few_shot_usd_per_call: Decimal | None
    notes: tuple[str, ...]

    @property
    def saving_usd_per_call(self) -> Decimal | None:
        if self.tuned_usd_per_call is None or self.few_shot_usd_per_call is None:
            return None
        return self.few_shot_usd_per_call - self.tuned_usd_per_call

    @property
    def calls_to_carry_hosting(self) -> int | None:
        """Calls a month from which a month of tuning is cheaper; None where that never happens or is unknown."""
        saving, hosting = self.saving_usd_per_call, self.hosting_usd_per_month
        return None if not saving or saving < 0 or hosting is None else ceil(hosting / saving)

    @property
    def months_to_pay(self) -> Decimal | None:
        """Months until the training bill is earned back at this many calls; None: never, or unknown."""
        saving, hosting, training = self.saving_usd_per_call, self.hosting_usd_per_month, self.training_usd
        if saving is None or hosting is None or training is None:
            return None
        monthly = saving * self.calls_per_month - hosting
        return training / monthly if monthly > 0 else None

    @property
    def calls_to_pay(self) -> int | None:
        """Calls after which the training bill is earned back, where nothing else is paid; None: never, or unknown."""
        saving, training = self.saving_usd_per_call, self.training_usd
        if not saving or saving < 0 or training is None or self.hosting_usd_per_month != 0:
            return None
        return ceil(training / saving)

    @property
    def tuned_usd_per_month(self) -> Decimal | None:
        """What the calls of a month and the hosting cost."""
        each, hosting = self.tuned_usd_per_call, self.hosting_usd_per_month
        return None if each is None or hosting is None else each * self.calls_per_month + hosting

    @property
    def few_shot_usd_per_month(self) -> Decimal | None:
        each = self.few_shot_usd_per_call
        return None if each is None else each * self.calls_per_month

    @property
    def few_shot_calls_for_the_money(self) -> int | None:
        """Few-shot calls that the training bill and a month of hosting would buy."""
        each = self.few_shot_usd_per_call
        if not each or self.training_usd is None or self.hosting_usd_per_month is None:
            return None
        return int((self.training_usd + self.hosting_usd_per_month) / each)

    def verdict(self) -> str:
        """Say it in a sentence."""
        saving, calls = self.saving_usd_per_call, self.calls_per_month
        if saving is None or self.hosting_usd_per_month is None or self.training_usd is None:
            return f"cannot be said: {'; '.join(self.notes) or 'the training price is unknown'}"
        if saving <= 0:
            return (
                f"never on price: a tuned call costs {micro(self.tuned_usd_per_call)}, one with {self.tokens.examples} "
                f"examples {micro(self.few_shot_usd_per_call)}; tune only for quality"
            )
        if self.calls_to_pay is not None:
            after = span(self.months_to_pay)
            return f"yes, after {self.calls_to_pay:,} calls, which is {after} at {calls:,} calls a month"
        hosting = f"its hosting ({usd(self.hosting_usd_per_month)} a month) is earned back from "
        hosting += f"{self.calls_to_carry_hosting:,} calls a month on"
        if (months := self.months_to_pay) is None:
            return f"not at {calls:,} calls a month: {hosting}"
        return f"yes: {hosting}, and the training after {span(months)} at {calls:,} calls a month"

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; money is text."""
        money = (
            "training_usd", "hosting_usd_per_month", "tuned_usd_per_call", "few_shot_usd_per_call",
            "saving_usd_per_call", "tuned_usd_per_month", "few_shot_usd_per_month", "months_to_pay",
        )  # fmt: skip
        return {
            "provider": self.provider,
            "model": self.model,
            "calls_per_month": self.calls_per_month,
            "prompt_tokens": str(self.tokens.prompt),
            "answer_tokens": str(self.tokens.answer),
            "few_shot_examples": self.tokens.examples,
            "few_shot_tokens": self.tokens.example_tokens,
            **{name: None if (value := getattr(self, name)) is None else str(value) for name in money},
            "calls_to_pay": self.calls_to_pay,
            "calls_to_carry_hosting": self.calls_to_carry_hosting,
            "few_shot_calls_for_the_money": self.few_shot_calls_for_the_money,
            "terms": [term.to_dict() for term in self.terms],
            "verdict": self.verdict(),
            "notes": list(self.notes),
        }


def break_even(pair: Pair, training: CostEstimate, tokens: CallTokens, calls: int, day: date) -> BreakEven:
    """Compare the two ways for one provider and model."""
    prices = pair.sheet.prices.get(pair.model, ModelPrices())
    tier = training.tier
    notes: list[str] = []
    terms: dict[str, Term] = {}
    for key, name in TERMS.items():
        entry = pick(getattr(prices, key), day, tier=tier)
        if term := price_term(pair.sheet, name, entry, "usd_per_mtok") if entry else None:
            terms[name] = term
    hosting, hosting_terms = monthly_hosting(pair, prices, tier, day, notes)
    tuned = few_shot = None
    if {"tuned_input", "tuned_output"} <= terms.keys():
        tuned = tokens.prompt * terms["tuned_input"].value + tokens.answer * terms["tuned_output"].value
    elif prices.hosting_usd_per_hour:
        tuned = Decimal(0)
        notes.append("the tuned model has a machine of its own: calls cost nothing beyond its hosting")
    else:
        notes.append("no price of the tuned model's tokens is known")
    if {"base_input", "base_output"} <= terms.keys():
        asked = tokens.prompt + tokens.example_tokens
        few_shot = asked * terms["base_input"].value + tokens.answer * terms["base_output"].value
    else:
        notes.append("no price of the untuned model's tokens is known")
    return BreakEven(
        provider=training.provider,
        model=training.model,
        calls_per_month=calls,
        tokens=tokens,
        terms=(*terms.values(), *hosting_terms),
        training_usd=training.usd,
        hosting_usd_per_month=hosting,
        tuned_usd_per_call=None if tuned is None else tuned / MILLION,
        few_shot_usd_per_call=None if few_shot is None else few_shot / MILLION,
        notes=tuple(notes),
    )


def monthly_hosting(
    pair: Pair, prices: ModelPrices, tier: str, day: date, notes: list[str]
) -> tuple[Decimal | None, list[Term]]:
    """Return what keeping the tuned model costs in 30 days: hosting by the hour, and storage."""
    billing = pair.sheet.billing
    free = billing is not None and tier in billing.free_deployment_tiers
    total, terms = Decimal(0), []
    hourly = None if free else pick(prices.hosting_usd_per_hour, day, tier=tier)
    if hourly:
        if (term := price_term(pair.sheet, "hosting", hourly, "usd_per_hour")) is None:
            notes.append("the price of hosting is unknown")
            return None, []
        terms += [term, known("hours_per_month", HOURS_PER_MONTH, "hours")]
        total += term.value * HOURS_PER_MONTH
    stored = pick(prices.storage_usd_per_month, day, tier=tier)
    if stored and (term := price_term(pair.sheet, "storage", stored, "usd_per_month")):
        terms.append(term)
        total += term.value
    return total, terms


def span(months: Decimal | None) -> str:
    """Write a span of time for people.

    >>> span(Decimal("0.01")), span(Decimal("0.5")), span(Decimal(7))
    ('less than a day', '15 days', '7.0 months')
    """
    days = (months or Decimal(0)) * 30
    if days < 1:
        return "less than a day"
    if days < 60:
        return f"{ceil(days)} day{'' if days == 1 else 's'}"
    return f"{days / 30:.1f} months"


def micro(amount: Decimal | None) -> str:
    """Write the price of a call.

    >>> micro(Decimal("0.00031415")), micro(None)
    ('$0.000314', 'unknown')
    """
    return "unknown" if amount is None else f"${amount:.6f}"


def ceil(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_CEILING))
