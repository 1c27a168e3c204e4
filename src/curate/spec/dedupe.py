"""Settings of duplicates, conflicts, leakage and splits."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from curate.spec.base import Spec

_OFF = BeforeValidator(lambda value: "off" if value is False else value)  # YAML reads a bare `off` as false
Action = Annotated[Literal["drop", "report", "off"], _OFF]


class ExactDuplicates(Spec):
    """What becomes of rows that are the same as an earlier one; metadata does not count."""

    action: Action = Field(default="drop", description="Equal in messages, tools and answers.")
    normalised: Action = Field(
        default="drop", description="Equal but for case, white space and Unicode form, role by role."
    )
    prompts: Action = Field(default="off", description="Equal in all that stands before the answer.")


class NearDuplicates(Spec):
    """What becomes of rows that nearly equal a row that stays."""

    action: Annotated[Literal["drop", "cap", "report", "off"], _OFF] = Field(
        default="drop", description="cap keeps up to `cap` rows that are alike."
    )
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
        """The metadata key that decides which row stays; None where first or longest does."""
        return None if self.prefer in ("first", "longest") else self.prefer


class Conflicts(Spec):
    """What becomes of rows that contradict each other: one prompt and other answers, A over B and B over A."""

    action: Action = Field(
        default="report", description="drop keeps the preferred row of those that contradict each other."
    )
    near: bool = Field(default=False, description="Compare prompts that are nearly the same as well.")
    threshold: float = Field(default=0.9, gt=0, le=1, description="How similar prompts are nearly the same.")
    same_answer_rows: int = Field(
        default=50, ge=2, description="Say so when one answer is given to this many different prompts."
    )
    same_sides_ratio: float = Field(
        default=0.95, gt=0, le=1, description="A chosen and a rejected answer this similar teach nothing."
    )


class Split(Spec):
    """Which rows are held out of training."""

    validation_ratio: float = Field(
        default=0.1, ge=0, lt=1, description="Rows held out of training for validation, 0..1."
    )
    test_ratio: float = Field(
        default=0.0, ge=0, lt=1, description="Rows held out of training and validation, 0..1."
    )
    seed: int = Field(default=0, ge=0, lt=2**63, description="Another seed holds out other rows.")
    split_by: str | None = Field(default=None, description="Rows with equal value stay on one side.")
    stratify_by: str | None = Field(default=None, description="Each value has the same share on each side.")

    @model_validator(mode="after")
    def _leaves_rows_to_train(self) -> "Split":
        if self.validation_ratio + self.test_ratio >= 1:
            raise ValueError(
                f"validation_ratio {self.validation_ratio} and test_ratio {self.test_ratio} leave nothing to train on"
            )
        return self

    @property
    def metadata(self) -> tuple[str | None, str | None]:
        return self.split_by, self.stratify_by


class Contamination(Spec):
    """Whether texts of evaluation sets stand in the rows."""

    against: tuple[str, ...] = Field(
        default=(), description="Evaluation sets: JSONL, CSV, text, or packs of `curate index pack`."
    )
    action: Action = Field(
        default="report", description="What becomes of a row that holds an evaluation text."
    )
    ngram_words: int = Field(default=13, ge=1, le=255, description="How many words in a row are looked for.")
    shortest_words: int = Field(
        default=8, ge=1, description="Evaluation texts of fewer words are not looked for."
    )
    least_share_ratio: float = Field(
        default=0.5, gt=0, le=1, description="How much of an evaluation text must stand in a row, by words."
    )
