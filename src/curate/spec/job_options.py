"""The `options` of a target in curate.yaml: what of the job decides about its cost, and about its files."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from curate.spec.base import Spec

Usd = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class JobOptions(Spec):
    """Of the job; what is absent is as the provider does it. From `params` on they are for own machines."""

    bom: bool = Field(default=False, description="Begin the files with a byte order mark.")
    tier: str | None = Field(default=None, description="Of the service, e.g. `global` or `developer`.")
    epochs: int | None = Field(default=None, ge=1)
    training: Literal["lora", "qlora", "full"] | None = None
    evaluations: int | None = Field(default=None, ge=0, description="Runs over the validation rows.")
    packing: bool = True
    hours: Usd | None = Field(default=None, description="Of a job that is billed by the hour.")
    params: str | None = Field(default=None, description="Size of the model, e.g. `8B`.")
    gpu: str = "a100"
    gpus: int = Field(default=1, ge=1)
    gpu_usd_per_hour: Usd | None = None
    market: str | None = None
    length: int = Field(default=2048, ge=1, description="Tokens that an example may have.")
