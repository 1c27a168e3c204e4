"""Settings of duplicates, conflicts, leakage and splits."""

from typing import Literal

from pydantic import Field

from curate.spec.base import Spec


class ExactDuplicates(Spec):
    action: Literal["drop", "report", "off"] = "drop"
    normalised: Literal["drop", "report", "off"] = Field(
        default="drop", description="Equal but for case, white space and Unicode form, role by role."
    )
    prompts: Literal["drop", "report", "off"] = Field(
        default="off", description="Equal in all that stands before the answer."
    )


class NearDuplicates(Spec):
    action: Literal["drop", "cap", "report", "off"] = "drop"
    threshold: float = Field(
        default=0.8, gt=0, le=1, description="Jaccard similarity of word 5-grams, 0..1, measured exactly."
    )
    cap: int = Field(default=3, ge=1, description="With action `cap`: how many similar rows may stay.")
    roles: tuple[Literal["system", "developer", "user", "assistant", "tool", "function", "text"], ...] = (
        Field(default=("user", "assistant", "text"), description="Whose text is compared.")
    )
    prefer: str = Field(
        default="first",
        description="Which row stays: first, longest, or the name of a metadata key (highest).",
    )
    against: tuple[str, ...] = Field(default=(), description="Folders made by `curate index build`.")
    warn_above_ratio: float = Field(
        default=0.3, gt=0, le=1, description="Say so loudly when more than this share of the rows goes."
    )

    @property
    def prefer_metadata(self) -> str | None:
        return None if self.prefer in ("first", "longest") else self.prefer

    @property
    def signed_by(self) -> tuple[object, ...]:
        """What the prepared signatures depend on; the other settings are looked at when rows are decided about."""
        return self.threshold, self.roles, self.prefer_metadata


class Split(Spec):
    validation_ratio: float = Field(default=0.1, ge=0, lt=1)
    test_ratio: float = Field(
        default=0.0, ge=0, lt=1, description="Rows held out of training and validation."
    )
    seed: int = 0
    split_by: str | None = Field(default=None, description="Rows with equal value stay on one side.")
    stratify_by: str | None = Field(default=None, description="Each value has the same share on each side.")

    @property
    def metadata(self) -> tuple[str | None, str | None]:
        return self.split_by, self.stratify_by
