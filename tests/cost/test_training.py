"""Known bills, and sums that change exactly as their formula says."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from curate.cost.epochs import openai_epochs
from curate.cost.job import Job
from curate.cost.of_build import counted_exactly, estimate_build, over_budget
from curate.cost.reading import volume_for
from curate.cost.sheet import sheet
from curate.cost.training import estimate_training
from curate.cost.volume import Volume, volume
from curate.errors import ConfigError
from curate.model import RawRecord
from curate.spec.config import Target
from curate.stages.convert import convert
from curate.stages.count_tokens import add_counts

DAY = date(2026, 11, 22)


def of(rows: int = 100, tokens: int = 100_000, **more: Any) -> Volume:
    empty = Volume(rows, tokens, 0, 0, 0, 0, 0, 0, True)
    return empty._replace(**more)


def rows_frame(records: list[dict[str, Any]], encoding: str = "o200k_base") -> pl.DataFrame:
    raw = [RawRecord(n, n + 1, json.dumps(record).encode()) for n, record in enumerate(records)]
    return add_counts(convert(raw, "openai_chat"), [encoding]).examples.with_columns(split=pl.lit("train"))


def test_the_documented_job_of_ten_examples() -> None:
    """A finished job billed 4,480 tokens: content 318 + roles 30 + 3 x 30 messages + 10, 10 epochs (2024-12-30).

    A file of the same shape: ten examples of three messages, 318 tokens of content.
    """
    contents = (
        ["a b c d e f g h i j"] * 28 + [" ".join("abcdefghijklmnopqr")] + [" ".join("abcdefghijklmnopqrst")]
    )
    messages = [
        {"role": role, "content": contents.pop()}
        for _ in range(10)
        for role in ("system", "user", "assistant")
    ]
    records = [{"messages": messages[n : n + 3]} for n in range(0, 30, 3)]
    counted = volume(rows_frame(records), "o200k_base", 65_536)
    assert (counted.train_rows, counted.train_tokens) == (10, 318 + 30 + 3 * 30 + 10)
    estimate = estimate_training(sheet("openai"), Job("gpt-4o-mini-2024-07-18"), counted, DAY)
    assert estimate.term("tokens_per_epoch").value * estimate.term("epochs").value == 4_480
    assert estimate.usd == Decimal("0.01344")


@pytest.mark.parametrize(
    ("model", "tokens", "epochs", "expected"),
    [
        ("gpt-4o-mini-2024-07-18", 100_000, 3, "0.90"),  # worked example of the guide, autumn 2024
        ("gpt-3.5-turbo", 100_000, 3, "2.40"),
        (
            "gpt-4o-mini-2024-07-18",
            766,
            None,
            "0.02298",
        ),  # the lesson's file of ten rows: 10 automatic epochs
        ("gpt-4o-2024-08-06", 766, None, "0.1915"),
    ],
)
def test_published_sums(model: str, tokens: int, epochs: int | None, expected: str) -> None:
    estimate = estimate_training(sheet("openai"), Job(model, epochs=epochs), of(10, tokens), DAY)
    assert estimate.usd == Decimal(expected)
    assert estimate.exact


def records_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def test_the_lesson_file_is_766_tokens_an_epoch(shared: Path) -> None:
    records = records_of(shared / "cases/files/openai/genai-for-beginners/training-data.jsonl")
    counted = volume(rows_frame(records), "o200k_base")
    assert (counted.train_rows, counted.train_tokens) == (10, 766)
    estimate = estimate_training(sheet("openai"), Job("gpt-4o-mini"), counted, DAY)
    assert estimate.usd == Decimal(7_660) * 3 / 1_000_000


def test_the_cookbook_file_bills_what_its_notebook_printed(shared: Path) -> None:
    """45, 111, 26, 28, 8,032 tokens and 86,120 billed: its formula adds 3 an example, a job 1."""
    records = records_of(shared / "cases/files/openai/cookbook/toy_chat_fine_tuning.jsonl")
    rows = rows_frame(records, "cl100k_base")
    tokens = (rows["tokens_cl100k_base"] + 2).to_list()
    assert tokens == [45, 111, 26, 28, 8032]
    assert sum(min(n, 4_096) for n in tokens) * openai_epochs(5) == 86_120


def test_tokens_beyond_the_limit_are_not_billed() -> None:
    frame = pl.DataFrame(
        {
            "tokens_o200k_base": [70_000, 10],
            "trained_tokens_o200k_base": [5, 5],
            "tokens_exact": True,
            "split": "train",
        }
    )
    counted = volume(frame, "o200k_base", 65_536)
    assert (counted.train_tokens, counted.cut_rows, counted.cut_tokens) == (65_546, 1, 4_464)


@given(
    st.integers(1, 60_000),
    st.integers(1, 10**9),
    st.integers(1, 50),
    st.sampled_from(["global", "developer", "data_zone", "regional"]),
)
def test_azure_sum_is_tokens_times_epochs_times_the_tier(
    rows: int, tokens: int, epochs: int, tier: str
) -> None:
    price = {"global": "25", "developer": "12.5", "data_zone": "27.5", "regional": "27.5"}[tier]
    found = sheet("azure_openai")
    estimate = estimate_training(found, Job("gpt-4.1", tier=tier, epochs=epochs), of(rows, tokens), DAY)
    assert estimate.usd == Decimal(tokens) * epochs * Decimal(price) / 1_000_000
    assert all(isinstance(term.value, Decimal) for term in estimate.terms)
    doubled = estimate_training(found, Job("gpt-4.1", tier=tier, epochs=2 * epochs), of(rows, tokens), DAY)
    assert doubled.usd == 2 * estimate.usd
    assert estimate.low_usd <= estimate.usd <= estimate.high_usd  # type: ignore[operator]


def test_preference_pairs_count_both_answers_and_say_so() -> None:
    estimate = estimate_training(
        sheet("openai"), Job("gpt-4.1", "dpo", epochs=1), of(100, 1_000, prompt_tokens=400), DAY
    )
    term = estimate.term("tokens_per_epoch")
    assert (term.value, term.high) == (1_000, 1_400)
    assert any("not documented" in note for note in estimate.notes)


def test_a_method_billed_by_the_hour_wants_hours() -> None:
    asked = estimate_training(sheet("openai"), Job("o4-mini", "rft"), of(), DAY)
    assert (asked.usd, asked.exact) == (None, False)
    assert (
        estimate_training(sheet("openai"), Job("o4-mini", "rft", hours=Decimal("2.5")), of(), DAY).usd == 250
    )


def test_unknown_names_are_configuration_errors() -> None:
    with pytest.raises(ConfigError, match="gpt-9"):
        estimate_training(sheet("openai"), Job("gpt-9"), of(), DAY)
    with pytest.raises(ConfigError, match="tier"):
        estimate_training(sheet("openai"), Job(tier="moon"), of(), DAY)


def test_an_estimate_says_every_term_its_source_and_day() -> None:
    value = estimate_training(sheet("openai"), Job(epochs=3), of(), DAY).to_dict()
    json.dumps(value)
    assert [t["name"] for t in value["terms"]] == ["tokens_per_epoch", "epochs", "price"]
    assert value["terms"][2]["source_day"] == "2025-11-01"
    assert value["line"] == (
        "openai gpt-4.1-mini-2025-04-14: $1.50 "
        "(100,000 tokens x 3 epochs x $5.00 per 1M, price of 2025-11-01, 386 days old)"
    )


def test_a_default_model_counts_exactly() -> None:
    assert counted_exactly(Target(id="openai"))
    assert not counted_exactly(Target(id="together"))
    assert not counted_exactly(Target(id="trl"))


def test_build_estimates_and_the_budget() -> None:
    frame = rows_frame(
        [{"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "ho"}]}] * 12
    )
    targets = [Target(id="openai"), Target(id="azure_openai", model="gpt-4.1", options={"tier": "developer"})]
    estimates = estimate_build(frame, targets, DAY)
    assert [e.tier for e in estimates] == ["", "developer"]
    assert over_budget(estimates, Decimal(20)) == []
    over = over_budget(estimates, Decimal("0.001"))
    assert [text.split(":")[0] for text in over] == ["openai gpt-4.1-mini-2025-04-14", "azure_openai gpt-4.1"]
    fewer = estimate_build(frame.with_columns(fit_openai=pl.int_range(pl.len()) < 6), targets[:1], DAY)
    assert fewer[0].term("tokens_per_epoch").value * 2 == estimates[0].term("tokens_per_epoch").value
    wrong = estimate_build(frame, [Target(id="openai", model="gpt-9")], DAY)
    assert wrong[0].usd is None
    assert "gpt-9" in over_budget(wrong, Decimal(20))[0]


def test_only_rows_with_unpublished_parts_widen_the_range() -> None:
    estimate = estimate_training(
        sheet("openai"), Job(epochs=1), of(10, 1_000, exact=False, uncertain_tokens=100), DAY
    )
    term = estimate.term("tokens_per_epoch")
    assert (term.low, term.value, term.high) == (1_000, 1_000, 1_010)


def test_reasoning_rows_are_billed_once_for_each_answer_at_fireworks() -> None:
    def said(role: str, content: str, **more: str) -> dict[str, str]:
        return {"role": role, "content": content, **more}

    turns = [said("system", "s"), said("user", "a b c"), said("assistant", "d", reasoning_content="e f g h")]
    turns += [said("user", "i j"), said("assistant", "k", reasoning_content="l m")]
    rows = rows_frame([{"messages": turns}, {"messages": [*turns[:2], said("assistant", "d")]}])
    first, second = (
        1 + (4 + 1) + (4 + 3) + (4 + 1) + 4,
        1 + (4 + 1) + (4 + 3) + (4 + 1) + (4 + 2) + (4 + 1) + 2,
    )
    plain = 1 + (4 + 1) + (4 + 3) + (4 + 1)
    assert rows["unrolled_tokens_o200k_base"].to_list() == [first + second, plain]
    estimate = estimate_training(
        sheet("fireworks"), Job(epochs=1), volume_for(sheet("fireworks"), "up-to-16b", rows), DAY
    )
    assert estimate.term("tokens_per_epoch").value == first + second + plain
    assert "1 rows with reasoning become one example for each answer, and are billed so" in estimate.notes
    other = volume_for(sheet("openai"), "gpt-4.1-2025-04-14", rows)
    assert other.train_tokens == second + 4 + plain  # the row as it stands


def test_an_image_of_unknown_size_is_a_range() -> None:
    image = {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "high"}}
    rows = rows_frame(
        [{"messages": [{"role": "user", "content": [image]}, {"role": "assistant", "content": "a"}]}]
    )
    term = estimate_training(
        sheet("openai"), Job(epochs=1), volume_for(sheet("openai"), "gpt-4o-2024-08-06", rows), DAY
    ).term("tokens_per_epoch")
    assert (term.low, term.value) == (1 + 4 + 255 + 4 + 1, 265)
    assert term.high >= 265 + 1190
