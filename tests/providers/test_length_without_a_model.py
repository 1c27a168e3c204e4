"""No model named: a line is held against the longest that any model of the method takes."""

import pytest

from curate.providers import choose, load
from curate.providers.length import Limit, limit_of


@pytest.mark.parametrize(
    ("provider", "method", "limit"),
    [
        (
            "openai",
            "sft",
            Limit(65_536, "truncated"),
        ),  # the reinforcement model without a published limit is no reason
        ("openai", "rft", None),
        ("azure_openai", "sft", Limit(65_536, "unclear")),  # published for some of the models
        ("gemini", "sft", Limit(131_072, "truncated")),
    ],
)
def test_the_limit_without_a_model(provider: str, method: str, limit: Limit | None) -> None:
    assert limit_of(choose(load(provider), method, None)) == limit
