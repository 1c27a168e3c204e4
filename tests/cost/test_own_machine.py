"""Trainers on own machines in a build: a line where the size of the model is known, a hint where it is not."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from pydantic import ValidationError

from curate.cost.of_build import estimate_build, over_budget
from curate.cost.own_machine import size_of
from curate.cost.terms import CostEstimate
from curate.spec.config import Target

DAY = date(2026, 11, 22)
ROWS = pl.DataFrame(
    {
        "tokens_o200k_base": [1_000] * 2_000,
        "trained_tokens_o200k_base": [500] * 2_000,
        "split": ["train"] * 1_900 + ["validation"] * 100,
    }
)


def found(target: str = "trl", **given: Any) -> CostEstimate:
    (estimate,) = estimate_build(ROWS, [Target(id=target, **given)], DAY)
    return estimate


@pytest.mark.parametrize("target", ["trl", "axolotl", "autotrain", "llama_factory"])
def test_a_trainer_has_a_line_of_hours_and_usd(target: str) -> None:
    estimate = found(target, model="meta-llama/Llama-3.1-8B-Instruct")
    assert (estimate.provider, estimate.model, estimate.own) == (target, "8B lora", True)
    assert estimate.line.startswith(f"{target} 8B lora 1 x a100 hugging_face: ~$")
    assert "hours x 1 x $2.50 an hour" in estimate.line


def test_options_change_the_run() -> None:
    options = {
        "gpu": "h100",
        "gpus": 2,
        "gpu_usd_per_hour": 2.0,
        "epochs": 3,
        "training": "full",
        "params": "7B",
    }
    estimate = found(options=options)
    assert (estimate.model, estimate.tier) == ("7B full", "2 x h100 runpod_secure")
    assert estimate.term("price").value == 2
    assert estimate.term("tokens_per_epoch").value == 950 * 2_048  # two rows of 1,000 in each sequence
    once = found(options=options | {"epochs": 1})
    assert estimate.term("hours").high - once.term("hours").high == pytest.approx(
        2 * (once.term("hours").high - Decimal(10) / 60)
    )
    padded = found(options=options | {"packing": False})
    assert padded.term("tokens_per_epoch").value == 1_900_000


def test_an_unknown_size_is_said_and_breaks_no_budget() -> None:
    estimate = found(model="phi-4")
    assert estimate.line.startswith(
        "trl: unknown (~1,900,000 tokens an epoch; for hours and USD write its size"
    )
    assert over_budget([estimate], Decimal(0)) == []
    known = found(model="Llama-3.1-8B")
    assert over_budget([known], Decimal("0.01"))[0].startswith("trl 8B lora: ~$")


def test_services_whose_bill_nobody_publishes_are_left_out() -> None:
    assert estimate_build(ROWS, [Target(id="vertex_open"), Target(id="databricks")], DAY) == []


@pytest.mark.parametrize(
    "options", [{"epoch": 3}, {"epochs": "three"}, {"gpu_usd_per_hour": -1}, {"training": "dora"}]
)
def test_wrong_options_are_errors_of_the_config(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=f"options.{next(iter(options))}"):
        Target.model_validate({"id": "openai", "options": options})


def test_the_size_in_a_name() -> None:
    assert [size_of(name) for name in ("Qwen/Qwen2.5-72B", "smollm-360m", "Qwen3-30B-A3B", "8bit-model", None)] == [
        "72B", "360m", "30B", None, None,
    ]  # fmt: skip
