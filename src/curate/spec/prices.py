"""What a provider charges, as data: the `prices:` and `billing:` sections of rules/providers/*.yaml.

Money is Decimal; the unit is in the key; every value names a source of the file. A price is appended with the day from
which it holds and never overwritten, so that an old estimate can be made again.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from curate.spec.base import Spec

Usd = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]
SourceKey = Annotated[str, Field(description="A key of `sources`.")]


class Price(Spec):
    """One price. Empty tier, method or training: holds for all of them."""

    value: Usd | Literal["unknown"]
    high: Usd | None = Field(default=None, description="Where regions differ: the highest of them.")
    start: date | None = Field(default=None, alias="from", description="First day; the first entry has none.")
    tier: str = Field(default="", description="Azure: global, developer, data_zone, regional.")
    method: str = Field(default="", description="sft, dpo ...")
    training: Literal["", "lora", "full"] = ""
    source: SourceKey
    note: str = ""


class ModelPrices(Spec):
    """The prices of one model; an absent list means that nobody was asked, `unknown` that nobody knows."""

    training_usd_per_mtok: tuple[Price, ...] = ()
    training_usd_per_hour: tuple[Price, ...] = ()
    input_usd_per_mtok: tuple[Price, ...] = Field(default=(), description="Using the tuned model.")
    cached_input_usd_per_mtok: tuple[Price, ...] = ()
    output_usd_per_mtok: tuple[Price, ...] = ()
    base_input_usd_per_mtok: tuple[Price, ...] = Field(default=(), description="Using the model untuned.")
    base_output_usd_per_mtok: tuple[Price, ...] = ()
    hosting_usd_per_hour: tuple[Price, ...] = Field(default=(), description="Of one deployment, idle or not.")
    storage_usd_per_month: tuple[Price, ...] = ()


PRICE_KEYS = tuple(ModelPrices.model_fields)


class Amount(Spec):
    """A sum of money with its source."""

    value: Usd
    source: SourceKey
    note: str = ""


class Tokenizing(Spec):
    """Which embedded vocabulary counts for this provider, and how far the truth may lie from it."""

    encoding: str | None = Field(default=None, description="None: by the model's name.")
    low_ratio: Usd = Field(default=Decimal(1), description="Least true tokens for one that was counted.")
    high_ratio: Usd = Decimal(1)
    source: SourceKey


class Epochs(Spec):
    """How many passes over the data a job makes when nobody says."""

    rule: Literal["openai", "fixed"]
    default: int | None = Field(default=None, description="Of the fixed rule.")
    high: int | None = Field(default=None, description="Where sources contradict each other: the highest.")
    most: int | None = None
    source: SourceKey
    note: str = ""


class Validation(Spec):
    """Whether validation tokens are paid: `evaluations` passes over them, or none; unknown counts in the high end."""

    billed: bool | Literal["unknown"]
    evaluations: int = 1
    source: SourceKey
    note: str = ""


class Preference(Spec):
    """How often the prompt and both answers of a preference row are paid."""

    prompt_times: int = Field(ge=1, le=2)
    documented: bool
    source: SourceKey
    note: str = ""


class Billing(Spec):
    """How a provider turns a file into a bill."""

    tokenizer: Tokenizing
    epochs: Epochs
    validation: Validation
    preference: Preference | None = None
    default_model: str | None = None
    default_tier: str = ""
    tiers: tuple[str, ...] = ()
    minimum_usd: Amount | None = Field(default=None, description="Least charge of a job.")
    unrolled_reasoning: SourceKey | None = Field(
        default=None, description="Rows with reasoning are billed once for every answer; the source."
    )
    unpacked_rows: SourceKey | None = Field(
        default=None, description="With packing off every row is billed as the longest allowed; the source."
    )
    free_deployment_tiers: tuple[str, ...] = Field(default=(), description="Deployments without hosting fee.")
    note: str = ""
