"""`curate plan`: the questions to answer before tuning, with what the data and the sheets say, and what they cannot.

The questions are those of lesson 18 of microsoft/generative-ai-for-beginners, read 2026-11-22: what should get better,
what was tried first, what it costs in effort, compute and data, and what it brings.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import polars as pl

from curate.cost.answer import Answer, answer_rows, encodings_of, pairs_asked
from curate.cost.compare import Pair
from curate.cost.lifetime import ended, lifetime_notes, newcomers_end
from curate.cost.measure import chunks, measure, unread_notes
from curate.cost.page import Section
from curate.cost.request import Request
from curate.cost.survey import Survey, survey
from curate.providers import choose

REFUSALS_WORTH_SAYING_RATIO = (
    0.05  # 60 % refusals in the data where 5 % are wanted gives over-refusal (guide, 2026)
)
COMMON_ANSWER_RATIO = 0.5
HELD_OUT_RATIO = 0.1


class Plan(NamedTuple):
    """One page: the survey of the data, the estimates, and the sections that say both."""

    survey: Survey
    answer: Answer
    pairs: list[Pair]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        counts = {
            key: value for key, value in self.survey._asdict().items() if key not in ("rows", "examples")
        }
        return {
            "data": {"rows": len(self.survey.rows), **counts},
            **self.answer.to_dict(),
            "questions": [{"question": s.title, "answers": list(s.lines)} for s in self.sections()],
        }

    def sections(self) -> list[Section]:
        """Return the page."""
        return [
            Section("Is there enough data?", tuple(enough(self.survey, self.pairs))),
            Section("Is it clean and balanced?", tuple(clean(self.survey))),
            Section(
                "Can this model be tuned today, and until when?", tuple(until_when(self.pairs, self.answer))
            ),
            *(
                section._replace(title=f"{section.title}: what does it cost?")
                for section in self.answer.sections()
                if section.title
            ),
            Section(
                "What is the baseline to beat?",
                tuple(baseline(self.survey, asked=bool(self.answer.break_even))),
            ),
            Section("What is held out?", tuple(held_out(self.survey))),
            Section("What the data cannot say", CANNOT),
        ]


CANNOT = (
    "which quality should improve, and how you would measure it: write the measure down before the job",
    "whether better instructions, examples in the prompt or retrieval already reach it: try them first, they cost less",
    "whether the answers are right, and whether two people would give the same one",
    "whether calls in use will look like these rows: the same system prompt, the same length, the same language",
    "the work of keeping it: new data, new base models, evaluation at each change",
)


def make_plan(request: Request) -> Plan:
    """Survey the files once and estimate all that was asked; raise ConfigError, InputError."""
    pairs = pairs_asked(request)
    encodings = encodings_of(request, pairs)
    found = survey(chunks(request.paths, encodings, layout=request.layout), encodings[0], request.few_shot)
    rows = found.rows
    if request.validation:
        held = measure(request.validation, encodings, layout=request.layout, split="validation").rows
        rows = pl.concat([rows.select(held.columns), held])
    notes = unread_notes(found.read - len(found.rows), found.rows, request.method)
    return Plan(found, answer_rows(request, rows, pairs, notes), pairs)


def enough(found: Survey, pairs: list[Pair]) -> Iterator[str]:
    """Compare the usable rows with what each provider wants and advises."""
    usable = len(found.rows) - found.duplicates
    yield (
        f"{usable:,} usable rows of {found.read:,}: {found.read - len(found.rows):,} cannot be read, "
        f"{found.duplicates:,} are exact duplicates"
    )
    for pair in pairs:
        name = pair.sheet.provider
        rows = choose(pair.sheet.facts, pair.job.method, pair.model).spec.get("rows") or {}
        least, advised = ((rows.get(key) or {}).get("value") for key in ("min", "advised"))
        if isinstance(least, int) and usable < least:
            yield f"{name}: NO, at least {least:,} are required"
        elif isinstance(advised, int) and usable < advised:
            allowed = f"enough for a job (at least {least:,})" if isinstance(least, int) else "allowed"
            yield f"{name}: {allowed}, but {advised:,} are advised to begin with"
        elif isinstance(least, int) or isinstance(advised, int):
            yield f"{name}: yes ({advised or least:,} {'advised' if advised else 'required'})"
        else:
            yield f"{name}: no number is published"
    yield "each doubling of good data helps by about the same amount: tune on half, measure, then decide about more"


def clean(found: Survey) -> Iterator[str]:
    """Say what a person would want to look at before paying."""
    rows = max(1, len(found.rows))
    refused = found.refusals / rows
    yield f"exact duplicates: {found.duplicates:,} ({found.duplicates / rows:.1%}); a build also finds near-duplicates"
    more = ": more than a model should learn" if refused > REFUSALS_WORTH_SAYING_RATIO else ""
    yield f"refusals of harmless questions: {found.refusals:,} ({refused:.1%}){more}"
    commonest = found.commonest_answer_rows
    yield (
        f"the commonest answer stands in {commonest:,} row{'' if commonest == 1 else 's'} ({commonest / rows:.1%})"
        f"{': a model that always says it would look good' if commonest / rows > COMMON_ANSWER_RATIO else ''}"
    )
    yield f"prompts with several different answers: {found.conflicting_prompts:,}"
    yield f"system prompts: {found.system_prompts:,} different, {found.rows_without_system:,} rows without one"


def until_when(pairs: list[Pair], answer: Answer) -> Iterator[str]:
    """Say for each pair what has ended or will end."""
    for pair in pairs:
        notes = lifetime_notes(pair.sheet, pair.model, answer.day)
        if ended(pair.sheet, pair.model, answer.day):
            said = "NO, for nobody"
        elif (first := newcomers_end(pair.sheet, pair.model)) and first <= answer.day:
            said = "NO for a new customer; yes for who tuned here before"
        else:
            said = "yes"
        yield f"{pair.sheet.provider} {pair.model}: {said}{'; ' if notes else ''}{'; '.join(notes)}"
    if not pairs:
        yield "an open model on own machines: yes, as long as its licence allows it"


def baseline(found: Survey, asked: bool) -> Iterator[str]:
    """Say what a few-shot prompt from this data is; `asked` where break-evens stand on the page."""
    yield (
        f"the untuned model with {len(found.examples)} rows of usual length in every prompt: write them with "
        "--export-few-shot FILE and measure it on the held-out rows first"
    )
    if not asked:
        yield "with --calls N (a month) this page says from how many calls on tuning is the cheaper way"


def held_out(found: Survey) -> Iterator[str]:
    """Say how many rows a build keeps for validation."""
    usable = len(found.rows) - found.duplicates
    yield (
        f"a build holds out {HELD_OUT_RATIO:.0%} (about {round(usable * HELD_OUT_RATIO):,} rows), near-duplicates on "
        "one side; name `split_by` where rows of one customer or document must stay together"
    )
