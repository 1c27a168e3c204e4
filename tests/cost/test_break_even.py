"""Hosting, calls and months: what the formula says, and the published hosting bill."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from curate.cli import main
from curate.cost.break_even import BreakEven, break_even
from curate.cost.call_tokens import CallTokens, call_tokens, few_shot_rows
from curate.cost.compare import pairs_of
from curate.cost.job import Job
from curate.cost.lifetime import ended, lifetime_notes
from curate.cost.sheet import sheet
from curate.cost.size import parameters
from curate.cost.training import estimate_training
from curate.cost.volume import Volume
from curate.errors import ConfigError

DAY = date(2026, 11, 22)
CALL = CallTokens(Decimal(100), Decimal(50), 3, 450)


def found(pair: str, calls: int, tokens: CallTokens = CALL, **job: object) -> BreakEven:
    (one,) = pairs_of([pair], Job(**job), None)  # type: ignore[arg-type]  # settings of any type
    training = estimate_training(one.sheet, one.job, Volume(100, 1_000_000, 0, 0, 0, 0, 0, 0, True), DAY)
    return break_even(one, training, tokens, calls, DAY)


def test_azure_hosting_is_1224_usd_in_30_days() -> None:
    assert found("azure_openai:gpt-4.1", 1).hosting_usd_per_month == 1224
    assert found("azure_openai:gpt-4.1", 1, tier="developer").hosting_usd_per_month == 0


def test_calls_and_months_follow_the_prices() -> None:
    one = found("azure_openai:gpt-4o-mini", 30_000_000, epochs=1)
    tuned = Decimal(100) * Decimal("0.15") + Decimal(50) * Decimal("0.6")
    few_shot = Decimal(550) * Decimal("0.15") + Decimal(50) * Decimal("0.6")
    assert one.tuned_usd_per_call == tuned / 1_000_000
    assert one.few_shot_usd_per_call == few_shot / 1_000_000
    saving = (few_shot - tuned) / 1_000_000
    assert one.calls_to_carry_hosting == 18_133_334
    assert one.months_to_pay == Decimal(3) / (saving * 30_000_000 - 1224)
    assert one.few_shot_calls_for_the_money == int((3 + 1224) / (few_shot / 1_000_000))


@pytest.mark.parametrize(
    ("pair", "calls", "said"),
    [
        ("azure_openai:gpt-4o-mini", 1000, "earned back from 18,133,334 calls a month on"),
        ("azure_openai:gpt-4o-mini", 50_000_000, "the training after less than a day"),
        ("together", 1000, "cannot be said"),
    ],
)
def test_the_verdict_in_words(pair: str, calls: int, said: str) -> None:
    one = found(pair, calls)
    json.dumps(one.to_dict())
    assert said in one.verdict()


def test_without_examples_a_dearer_tuned_model_never_pays() -> None:
    one = found("openai:gpt-4o-mini", 1000, tokens=CallTokens(Decimal(100), Decimal(50), 0, 0))
    assert one.verdict().startswith("never on price")


def test_examples_are_the_usual_rows() -> None:
    rows = pl.DataFrame(
        {
            "row_id": [1, 2, 3, 4],
            "tokens_o200k_base": [10, 90, 100, 110],
            "trained_tokens_o200k_base": [4, 40, 50, 60],
            "split": ["train", "train", "train", "validation"],
        }
    )
    assert few_shot_rows(rows, "o200k_base", 2)["row_id"].to_list() == [2, 3]
    assert call_tokens(rows, "o200k_base", 2) == CallTokens(Decimal("35.3"), Decimal("31.3"), 2, 190)


def test_what_has_ended_is_said() -> None:
    assert "new jobs end on 2027-01-06" in lifetime_notes(sheet("openai"), "gpt-4o-2024-08-06", DAY)
    assert ended(sheet("openai"), "gpt-4.1-nano-2025-04-14", DAY)
    assert not ended(sheet("openai"), "gpt-4.1-2025-04-14", DAY)
    assert ended(sheet("openai"), "gpt-4.1-2025-04-14", date(2027, 1, 6))


def test_the_command_prints_all_three_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "hello"}]}
    (tmp_path / "rows.jsonl").write_text("\n".join([json.dumps(row)] * 20))
    args = ["cost", str(tmp_path / "rows.jsonl"), "--provider", "openai", "--gpu", "l4", "--calls", "1000"]
    assert main([*args, "--format", "json"]) == 0
    value = json.loads(capsys.readouterr().out)
    assert value["lengths"]["tokens"] == 20 * 11
    assert value["self_hosted"][0]["provider"] == "self-hosted"
    assert value["break_even"][0]["few_shot_tokens"] == 3 * 11
    assert main(args) == 0
    out = capsys.readouterr().out
    assert all(title in out for title in ("Training", "Own machines", "Running it, 1,000 calls a month"))
    assert main([*args, "--params", "many"]) == 2


def test_parameters_are_read() -> None:
    assert parameters("70B") == 70 * 10**9
    with pytest.raises(ConfigError):
        parameters("8 apples")
