"""Every number of every sheet has a source and a day, and money is Decimal."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from curate.cost.sheet import all_prices, pick, sheet
from curate.errors import ConfigError
from curate.providers import names
from curate.spec.prices import Price

DAY = date(2026, 11, 22)


@pytest.mark.parametrize("provider", names())
def test_every_price_and_billing_fact_has_a_source_with_a_day(provider: str) -> None:
    found = sheet(provider)
    for model, prices in found.prices.items():
        assert model in found.facts["models"] or found.facts.get("any_model"), (
            f"{model} is priced and not known"
        )
        for key, price in all_prices(prices):
            assert found.source(price.source).day <= DAY, (model, key)
            assert isinstance(price.value, Decimal) or price.value == "unknown"
            assert not price.tier or price.tier in (found.billing.tiers if found.billing else ())
    if found.billing:
        named = [part["source"] for part in found.billing.model_dump().values() if isinstance(part, dict)]
        assert named
        for key in [*named, found.billing.unrolled_reasoning, found.billing.unpacked_rows]:
            assert key is None or found.source(key)


def entry(value: str, **more: object) -> Price:
    return Price.model_validate({"value": value, "source": "s", **more})


def test_prices_are_appended_and_the_specific_one_wins() -> None:
    history = (entry("3"), entry("2", **{"from": "2026-02-01"}), entry("9", **{"from": "2027-01-01"}))
    assert pick(history, DAY).value == 2  # type: ignore[union-attr]
    assert pick(history, date(2025, 1, 1)).value == 3  # type: ignore[union-attr]
    tiers = (entry("5"), entry("4", tier="developer"), entry("8", method="dpo"))
    assert pick(tiers, DAY, tier="developer").value == 4  # type: ignore[union-attr]
    assert pick(tiers, DAY, method="dpo").value == 8  # type: ignore[union-attr]
    assert pick(tiers[1:], DAY) is None


def test_an_own_sheet_overrides_what_it_names(tmp_path: Path) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(
        "sources: {contract: {url: 'our contract', read: 2026-11-01}}\n"
        "prices: {openai: {gpt-4.1-2025-04-14: {training_usd_per_mtok: [{value: 20.00, source: contract}]}}}\n"
    )
    own = sheet("openai", path)
    prices = own.prices["gpt-4.1-2025-04-14"]
    assert prices.training_usd_per_mtok[0].value == 20
    assert prices.output_usd_per_mtok == sheet("openai").prices["gpt-4.1-2025-04-14"].output_usd_per_mtok
    assert own.source("contract").day == date(2026, 11, 1)


@pytest.mark.parametrize("text", ["sources: {}\nprice: {}\n", "sources: {}\nprices: {openai: {m: PRICE}}\n"])
def test_a_wrong_own_sheet_is_a_configuration_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text(text.replace("PRICE", "{training_usd_per_mtok: [{value: 1, source: s}]}"))
    with pytest.raises(ConfigError, match=r"prices\.yaml: (price|sources)"):
        sheet("openai", path)
