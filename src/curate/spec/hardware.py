"""rules/hardware/gpus.yaml as a model: what a GPU can do, what an hour of it costs, and how training uses it."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from curate.spec.base import Spec
from curate.spec.prices import Price, SourceKey
from curate.spec.source_note import SourceNote

Positive = Annotated[Decimal, Field(gt=0, allow_inf_nan=False)]


class Number(Spec):
    """A measured or published number."""

    value: Positive
    source: SourceKey
    note: str = ""


class Range(Spec):
    """A number that nobody knows exactly; `typical` is what is printed first."""

    low: Positive
    typical: Positive | None = None
    high: Positive
    source: SourceKey
    note: str = ""


class Gpu(Spec):
    """One kind of GPU: its memory, its dense 16-bit peak, how much of it training uses, and what an hour costs."""

    name: str
    memory_gb: int
    dense_tflops: Number
    utilisation_ratio: Range
    default_tier: str
    usd_per_hour: tuple[Price, ...]


class Hardware(Spec):
    """The GPU sheet. Hours of start-up and overhead come on top of what the peak says."""

    sources: dict[str, SourceNote]
    gpus: dict[str, Gpu]
    flops_per_parameter_and_token: dict[Literal["full", "lora", "qlora", "recompute"], Number]
    start_minutes: Range
    overhead_ratio: Range
