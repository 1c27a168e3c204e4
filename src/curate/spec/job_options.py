"""The `options` of a target in curate.yaml, as far as they decide what a job costs."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from curate.errors import ConfigError
from curate.spec.base import Spec

if TYPE_CHECKING:
    from curate.spec.config import Target

Usd = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class JobOptions(Spec):
    """Of the job; what is absent is as the provider does it. The last six are for trainers on own machines."""

    tier: str | None = None
    epochs: Annotated[int, Field(ge=1)] | None = None
    training: Literal["lora", "qlora", "full"] | None = None
    evaluations: Annotated[int, Field(ge=0)] | None = None
    packing: bool = True
    hours: Usd | None = None
    bom: bool = False  # of the files, not of the job
    params: str | None = None
    gpu: str = "a100"
    gpus: Annotated[int, Field(ge=1)] = 1
    gpu_usd_per_hour: Usd | None = None
    market: str | None = None
    length: Annotated[int, Field(ge=1)] = 2048


def options_of(target: "Target") -> JobOptions:
    """Check the options of a target; raise ConfigError with every problem."""
    try:
        return JobOptions.model_validate(target.options)
    except ValidationError as error:
        problems = error.errors(include_input=False)
        raise ConfigError(
            [f"{target.folder}: options.{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in problems]
        ) from None
