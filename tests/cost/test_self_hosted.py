"""Self-hosted estimates: published runs, formulas, lengths, memory."""

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.cost.gpu_sheet import hardware, source_of
from curate.cost.lengths import bins, shape
from curate.cost.memory import need
from curate.cost.self_hosted import (
    Run,
    estimate_self_hosted,
    find_gpu,
    tokens_per_second,
)
from curate.errors import ConfigError

DAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
EIGHT = Decimal("8.03e9")


def test_the_accuracy_page_is_current_and_holds() -> None:
    command = [sys.executable, str(ROOT / "benchmarks/cost_accuracy.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_number_of_the_gpu_sheet_has_a_source_and_a_day() -> None:
    sheet = hardware()
    for gpu in sheet.gpus.values():
        parts = [
            gpu.dense_tflops.source,
            gpu.utilisation_ratio.source,
            *(price.source for price in gpu.usd_per_hour),
        ]
        assert all(source_of(sheet, key).day <= DAY for key in parts)
        assert gpu.default_tier in {price.tier for price in gpu.usd_per_hour}
        assert gpu.utilisation_ratio.high / gpu.utilisation_ratio.low <= 4


def test_a_range_stays_within_a_factor_of_four() -> None:
    for gpu in hardware().gpus:
        for tokens in (1_000, 5_500_000, 10**10):
            estimate = estimate_self_hosted(Run(EIGHT, tokens, gpu=gpu), DAY)
            assert estimate.low_usd < estimate.usd < estimate.high_usd  # type: ignore[operator]
            assert estimate.high_usd / estimate.low_usd <= 4  # type: ignore[operator]


@given(st.integers(1, 8), st.integers(1, 5), st.sampled_from(["full", "lora", "qlora"]))
def test_the_sum_follows_its_terms(gpus: int, epochs: int, method: str) -> None:
    run = Run(EIGHT, 10_000_000, epochs, method, "h100", gpus)  # type: ignore[arg-type]
    estimate = estimate_self_hosted(run, DAY)
    terms = {term.name: term for term in estimate.terms}
    computed = terms["hours"].high * gpus * terms["price"].value * (1 + terms["overhead"].high)
    assert estimate.high_usd == computed
    slow, _, _ = tokens_per_second(run, hardware())
    flops = 6 if method == "full" else 4
    assert slow == Decimal(989) * 10**12 * Decimal("0.11") / (EIGHT * flops)
    assert all(isinstance(term.value, Decimal) for term in estimate.terms)


def test_own_price_market_and_unknown_names() -> None:
    cheap = estimate_self_hosted(Run(EIGHT, 10**7, gpu="A100", usd_per_hour=Decimal("0.10")), DAY)
    dear = estimate_self_hosted(Run(EIGHT, 10**7, gpu="A100", market="azure"), DAY)
    assert round(dear.usd / cheap.usd, 6) == Decimal("36.73")  # type: ignore[operator, arg-type]
    newer = estimate_self_hosted(Run(EIGHT, 10**7, gpu="h100"), DAY).term("price").value
    assert newer > estimate_self_hosted(Run(EIGHT, 10**7, gpu="h100"), date(2026, 10, 1)).term("price").value
    with pytest.raises(ConfigError, match="h100"):
        find_gpu(hardware(), "h10")
    with pytest.raises(ConfigError, match="no price of"):
        estimate_self_hosted(Run(EIGHT, 10**7, gpu="l4", market="moon"), DAY)


@pytest.mark.parametrize(
    ("params", "method", "gb", "gpus", "verdict"),
    [
        ("8.03e9", "lora", 24, 1, "with checkpointing"),
        ("8.03e9", "lora", 48, 1, "yes"),
        ("8.03e9", "full", 80, 1, "no"),
        ("8.03e9", "full", 80, 2, "yes"),
        ("70.6e9", "qlora", 80, 1, "with checkpointing"),
        ("7e9", "lora", 16, 1, "no"),
    ],
)
def test_which_gpus_hold_the_run(params: str, method: str, gb: int, gpus: int, verdict: str) -> None:
    assert need(Decimal(params), method, 1024).fits(gb, gpus) == verdict  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 300), max_size=60), st.integers(1, 300), st.integers(1, 8))
def test_packing_and_padding_hold_every_token(lengths: list[int], limit: int, batch: int) -> None:
    found = shape(np.array(lengths, np.int64), limit, batch)
    assert found.tokens + found.cut_tokens == sum(lengths)
    assert found.padded >= found.tokens
    assert found.packed >= found.tokens
    assert found.packed // limit <= sum(1 for n in lengths if n)


def test_best_fit_is_that_of_a_plain_loop() -> None:
    lengths = np.random.default_rng(1).integers(1, 100, 300)
    rooms: list[int] = []
    for size in sorted(lengths.tolist(), reverse=True):
        fitting = [room for room in rooms if room >= size]
        if fitting:
            rooms.remove(min(fitting))
            rooms.append(min(fitting) - size)
        else:
            rooms.append(100 - size)
    assert bins(lengths, 100) == len(rooms)
