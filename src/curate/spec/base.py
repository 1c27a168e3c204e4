"""The one base of all specs: unknown keys are errors, values are frozen, and error texts show no input."""

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
