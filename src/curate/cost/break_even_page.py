"""Break-evens as a table and a sentence each."""

from decimal import Decimal

from curate.cost.break_even import BreakEven, micro
from curate.cost.page import Section
from curate.cost.terms import usd


def section(found: list[BreakEven]) -> Section:
    """Lay break-evens out as a table, with a verdict for each."""
    first = found[0].tokens
    few_shot = f"with {first.examples} examples"
    return Section(
        f"Running it, {found[0].calls_per_month:,} calls a month",
        (
            f"a usual call of this data: {first.prompt:,} prompt and {first.answer:,} answer tokens; "
            f"{first.examples} examples before it are {first.example_tokens:,} tokens",
            *(f"does tuning {one.model} at {one.provider} pay? {one.verdict()}{_bought(one)}" for one in found),
        ),
        (
            "provider", "model", "training", "tuned call", "hosting a month", "tuned a month",
            f"call {few_shot}", f"{few_shot} a month",
        ),
        tuple(
            (
                one.provider,
                one.model,
                _usd(one.training_usd),
                micro(one.tuned_usd_per_call),
                _usd(one.hosting_usd_per_month),
                _usd(one.tuned_usd_per_month),
                micro(one.few_shot_usd_per_call),
                _usd(one.few_shot_usd_per_month),
            )
            for one in found
        ),
        "<<>>>>>>",
    )  # fmt: skip


def _bought(one: BreakEven) -> str:
    bought = one.few_shot_calls_for_the_money
    if bought is None:
        return ""
    money = "training and a month of hosting" if one.hosting_usd_per_month else "training"
    return f"; the money for {money} buys {bought:,} calls with examples"


def _usd(amount: Decimal | None) -> str:
    return "unknown" if amount is None else usd(amount)
