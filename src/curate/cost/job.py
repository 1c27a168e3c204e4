"""What is asked of a provider: one training job."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Job:
    """One training job; None means what the provider does when nobody says.

    `tier` and `training` (lora or full) choose among prices; `evaluations` is the number of passes over the validation
    rows; `packing` False asks for one row a sequence; `hours` is for methods that are billed by the training hour.
    """

    model: str | None = None
    method: str = "sft"
    tier: str | None = None
    training: str = "lora"
    epochs: int | None = None
    evaluations: int | None = None
    packing: bool = True
    hours: Decimal | None = None
