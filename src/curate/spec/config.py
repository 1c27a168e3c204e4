"""curate.yaml as a model: every key has a default, the smallest config has three keys."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from curate.spec.base import Spec
from curate.spec.dedupe import Conflicts, Contamination, ExactDuplicates, NearDuplicates, Split
from curate.spec.entities import Recognizer
from curate.spec.job_options import JobOptions
from curate.spec.size import read_bytes


def _as_map(key: str, model: type[Spec]) -> BeforeValidator:
    """Read a text as the map `{key: text}`; the schema shows both forms. YAML reads a bare `off` as false."""
    return BeforeValidator(
        lambda value: {key: "off"} if value is False else {key: value} if isinstance(value, str) else value,
        json_schema_input_type=str | model,
    )


# what stands in the output beside the folders of the targets
WRITTEN = ("rejected.jsonl", "duplicates.jsonl", "findings.jsonl", "manifest.json", "report.html")


def _plain(name: str) -> str:
    """Refuse a name that is no folder of its own in the output."""
    if name[:1] in ("", ".") or not name.isprintable() or {*name} & {*"/\\:"} or name.casefold() in WRITTEN:
        raise ValueError("must be the name of a folder in the output, without / and no dot in front")
    return name


class Mapping(Spec):
    """How to read a layout that no format knows: where its turns are and what its keys are called."""

    messages: str = Field(description="Path to the list of turns, e.g. `turns` or `data.dialogue`.")
    role: str = Field(default="role", description="Key of the speaker in a turn.")
    content: str = Field(default="content", description="Key of the text in a turn.")
    roles: dict[str, Literal["system", "developer", "user", "assistant", "tool"]] = Field(
        default_factory=dict, description="Their speaker -> our role; usual names need no entry."
    )
    system: str | None = Field(
        default=None, description="System text put before the turns; {key} is filled from the record."
    )
    empty_turns: Literal["keep", "skip"] = Field(
        default="keep", description="What becomes of turns without text."
    )
    merge: bool = Field(default=False, description="Make one message of consecutive turns of one speaker.")
    merge_with: str = Field(default="\n", description="What stands between merged turns.")


class Input(Spec):
    """What is read: a file, a folder or a glob, and how its records are laid out."""

    path: str = Field(min_length=1, description="File, folder, glob, or `-` for standard input.")
    format: str | None = Field(default=None, description="Name of a format; detected when absent.")
    mapping: Mapping | None = Field(
        default=None, description="Instead of a format, for a layout that has none."
    )
    metadata: tuple[str, ...] = Field(
        default=(), description="Keys to keep with each row, e.g. for `split_by`; all when absent."
    )

    @model_validator(mode="after")
    def _one_layout(self) -> "Input":
        if self.format and self.mapping:
            raise ValueError("has a format and a mapping: keep one of them")
        return self


class Target(Spec):
    """One provider, method and model to write files for."""

    id: str = Field(description="A provider; `curate facts` lists them.")
    method: str = Field(default="sft", description="sft, dpo, rft ..., as the provider offers them.")
    model: str | None = Field(
        default=None, description="The model to tune; it brings in its token limit and price."
    )
    name: Annotated[str, AfterValidator(_plain)] | None = Field(
        default=None, description="Output folder; the id when absent."
    )
    options: JobOptions = Field(
        default=JobOptions(), description="Of the job, such as tier and epochs; bom: begin files with a mark."
    )

    @property
    def bom(self) -> bool:
        """Tell whether the files are to begin with a UTF-8 byte order mark."""
        return self.options.bom

    @property
    def folder(self) -> str:
        """Name the folder of its files in the output."""
        return self.name or self.id


class EntityChange(Spec):
    """What a config changes of an entity in rules/entities; null leaves it."""

    action: Literal["redact", "redact_with_context", "report", "off", "drop_row"] | None = Field(
        default=None,
        description="What is done where it is found; the second only beside a word of `context`.",
    )
    threshold: float | None = Field(
        default=None, ge=0, le=1, description="Findings with a lower score are left alone."
    )
    context: tuple[str, ...] | None = Field(
        default=None, description="Words beside a value that speak for the entity."
    )
    allow: tuple[str, ...] | None = Field(default=None, description="Values that stay; `*` matches any text.")
    mode: Literal["placeholder", "mask", "hash", "surrogate"] | None = Field(
        default=None, description="What is written instead, for this entity."
    )


class Redact(Spec):
    """What happens to personal data and secrets; `curate pii FILE` shows what is there."""

    enabled: bool = Field(default=True, description="False leaves personal data in the files.")
    mode: Literal["placeholder", "mask", "hash", "surrogate"] = Field(
        default="placeholder",
        description="What is written instead: `[EMAIL_1]`, stars, a hash, an invented value.",
    )
    key_env: str = Field(
        default="CURATE_REDACTION_KEY",
        description="Environment variable with the key of hashes and surrogates; the key is never written.",
    )
    entities: dict[str, Annotated[EntityChange, _as_map("action", EntityChange)]] = Field(
        default_factory=dict, description="Entity -> action, or a map of what to change."
    )
    recognizers: tuple[Recognizer, ...] = Field(
        default=(), description="Recognizers of your own, in Presidio's layout; their entity is redacted."
    )
    allow: tuple[str, ...] = Field(
        default=(), description="Values that always stay, e.g. `*@ourcompany.com`."
    )
    countries: tuple[str, ...] = Field(
        default=("us", "uk"), description="Whose national ids to look for, ISO 3166 alpha-2 (uk for gb)."
    )
    ner_model: str | None = Field(
        default=None, description="An installed spaCy model that looks for names and places (extra `ner`)."
    )


class Suppression(Spec):
    """Findings that are known and left out of reports; rows are treated as before."""

    rules: tuple[str, ...] = Field(min_length=1, description="Rules or packs.")
    paths: tuple[str, ...] = Field(
        default=(), description="Files, as reports name them; `*` matches any text. Empty is every file."
    )
    reason: str = Field(min_length=1, description="Why it is right to look away.")
    expires: date | None = Field(
        default=None, description="The first day on which it no longer counts: then it is a warning."
    )


class Rules(Spec):
    """Which rules count, how bad they are, and what a build does where they hit."""

    preset: str = Field(default="default", description="A choice of rules: `default` or `strict`.")
    select: tuple[str, ...] = Field(
        default=(), description="Rules or packs in addition to those of the preset."
    )
    ignore: tuple[str, ...] = Field(default=(), description="Rules or packs that are left out.")
    severity: dict[str, Literal["error", "warning", "info", "off"]] = Field(
        default_factory=dict, description="Rule or pack -> how bad it is."
    )
    params: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Rule id -> changed parameters."
    )
    action: dict[str, Literal["keep", "fix", "drop", "fail"]] = Field(
        default_factory=dict,
        description="Rule or pack -> what a build does with a row that it hits: keep it, fix it (unsafe "
        "fixes too), drop it, or fail the build.",
    )
    packs: tuple[str, ...] = Field(
        default=(), description="Rule packs of your own: files, or folders of them."
    )
    suppress: tuple[Suppression, ...] = Field(
        default=(), description="Known findings, each with a reason; one that meets nothing is a warning."
    )


class Repair(Spec):
    """Safe repairs of text: line ends, byte-order marks and control characters inside it."""

    enabled: bool = Field(default=True, description="False leaves texts as they are.")


def _said(value: Any) -> Any:
    """Take a key without a value, as `stages:` with nothing but comments below it, as one that is absent."""
    if not isinstance(value, dict):
        return value
    return {
        key: inner
        for key, inner in value.items()
        if inner is not None or key in ("inputs", "output", "providers")
    }


class Stages(Spec):
    """What happens to rows between reading and writing, stage by stage."""

    _skip_empty = model_validator(mode="before")(_said)

    repair: Repair = Field(default=Repair(), description="Line ends, byte-order marks, control characters.")
    redact: Redact = Field(default=Redact(), description="Personal data and secrets.")
    exact_duplicates: Annotated[ExactDuplicates, _as_map("action", ExactDuplicates)] = Field(
        default=ExactDuplicates(), description="Rows that are the same; a text is the `action`."
    )
    near_duplicates: Annotated[NearDuplicates, _as_map("action", NearDuplicates)] = Field(
        default=NearDuplicates(), description="Rows that are nearly the same; a text is the `action`."
    )
    conflicts: Annotated[Conflicts, _as_map("action", Conflicts)] = Field(
        default=Conflicts(), description="Rows that contradict each other; a text is the `action`."
    )
    contamination: Contamination = Field(default=Contamination(), description="Evaluation texts inside rows.")
    split: Split = Field(default=Split(), description="What is held out for validation and tests.")

    @property
    def signed_by(self) -> tuple[object, ...]:
        """What the prepared signatures and keys depend on; other settings are looked at when rows are decided about."""
        near, split, conflicts = self.near_duplicates, self.split, self.conflicts
        prompts = conflicts.threshold if conflicts.near else None
        return near.threshold, near.roles, near.prefer_metadata, split.metadata, prompts


class Gates(Spec):
    """What makes a finished build exit 1."""

    max_cost_usd: Decimal | None = Field(
        default=None, ge=0, description="A job that may cost more, or whose price is unknown."
    )


def _apart(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Refuse targets that would write into one folder."""
    folders = [target.folder.casefold() for target in targets]  # some file systems know no case
    if twice := sorted({folder for folder in folders if folders.count(folder) > 1}):
        raise ValueError(f"two targets write into {', '.join(twice)}/: give one of them another `name`")
    return targets


class Config(Spec):
    """A whole curate.yaml: only inputs, output and providers have no default."""

    _skip_empty = model_validator(mode="before")(_said)

    inputs: tuple[Annotated[Input, _as_map("path", Input)], ...] = Field(
        min_length=1, description="What is read; a text is a `path`."
    )
    output: str = Field(
        min_length=1, description="The folder that a build writes, one folder per provider in it."
    )
    providers: Annotated[
        tuple[Annotated[Target, _as_map("id", Target)], ...],
        Field(min_length=1, description="For whom files are written; a text is an `id`."),
        AfterValidator(_apart),
    ]
    stages: Stages = Field(default=Stages(), description="What happens to rows on the way.")
    rules: Rules = Field(default=Rules(), description="Which rules count, and what they do.")
    work_dir: str | None = Field(
        default=None,
        description="Checkpoints: a folder or an fsspec URL (`s3://...`); `.curate` in the output when absent.",
    )
    memory: Annotated[int, BeforeValidator(read_bytes, json_schema_input_type=str | int)] | None = Field(
        default=None,
        ge=1,
        description="What a build may hold in memory, e.g. `2GB`: fewer workers, smaller partitions, the same result.",
    )
    prices: str | None = Field(
        default=None, description="A price sheet of your own, laid over the published ones."
    )
    gates: Gates = Field(default=Gates(), description="What makes a finished build exit 1.")
