"""A request -> estimates: providers side by side, own machines, and whether tuning pays."""

from datetime import date
from typing import Any, NamedTuple

import polars as pl

from curate.clock import today
from curate.cost import break_even, break_even_page, compare
from curate.cost.break_even import BreakEven
from curate.cost.call_tokens import call_tokens
from curate.cost.compare import Pair
from curate.cost.job import Job
from curate.cost.lengths import Shape, shape
from curate.cost.measure import Measured, measure, unread_notes
from curate.cost.page import Section
from curate.cost.request import Request
from curate.cost.self_hosted import Run, estimate_self_hosted
from curate.cost.size import parameters
from curate.cost.terms import CostEstimate, read_hours, read_usd
from curate.engines.tokens import encoding_for

NEAREST = encoding_for(None).encoding  # counts for open models


class Answer(NamedTuple):
    """Everything that was asked for; empty where it was not."""

    rows: int
    notes: list[str]  # what the sums leave out
    pairs: list[Pair]
    estimates: list[CostEstimate]
    own: list[CostEstimate]
    shape: Shape | None
    break_even: list[BreakEven]
    day: date

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "rows": self.rows,
            "notes": self.notes,
            "estimates": [estimate.to_dict() for estimate in self.estimates],
            "self_hosted": [estimate.to_dict() for estimate in self.own],
            "lengths": self.shape._asdict() if self.shape else None,
            "break_even": [one.to_dict() for one in self.break_even],
        }

    def sections(self) -> list[Section]:
        """Return the page."""
        found = [Section("", tuple(self.notes))] if self.notes else []
        if self.estimates:
            found.append(compare.section(self.pairs, self.estimates, self.day))
        if self.own and self.shape:
            found.append(own_section(self.own, self.shape))
        return [*found, break_even_page.section(self.break_even)] if self.break_even else found


def answer(request: Request) -> Answer:
    """Measure the files once and estimate all that was asked; raise ConfigError, InputError."""
    pairs = pairs_asked(request)
    found = read_rows(request, encodings_of(request, pairs))
    notes = unread_notes(found.unreadable, found.rows, request.method)
    return answer_rows(request, found.rows, pairs, notes)


def pairs_asked(request: Request) -> list[Pair]:
    """Return the providers of a request: those that it names, none where it names only GPUs, else all."""
    if request.gpus and not request.providers:
        return []
    return compare.pairs_of(request.providers, job_of(request), request.prices, request.all_models)


def encodings_of(request: Request, pairs: list[Pair]) -> list[str]:
    """Return the vocabularies that the answer needs."""
    return sorted({pair.encoding for pair in pairs} | ({NEAREST} if request.gpus else set()))


def read_rows(request: Request, encodings: list[str]) -> Measured:
    """Measure the training and validation files of a request."""
    train = measure(request.paths, encodings, layout=request.layout)
    if not request.validation:
        return train
    other = measure(request.validation, encodings, layout=request.layout, split="validation")
    return Measured(pl.concat([train.rows, other.rows]), train.unreadable + other.unreadable)


def answer_rows(request: Request, rows: pl.DataFrame, pairs: list[Pair], notes: list[str]) -> Answer:
    """Estimate what a request asks of measured rows; `notes` say what they leave out."""
    day = today()
    estimates = compare.estimate_pairs(rows, pairs, day)
    laid_out, own = (None, [])
    if request.gpus:
        lengths = rows.filter(pl.col("split") == "train")[f"tokens_{NEAREST}"].cast(pl.Int64).to_numpy()
        laid_out = shape(lengths, request.length, request.batch)
        own = [estimate_self_hosted(run, day, request.gpu_sheet) for run in runs_of(request, laid_out)]
    pays = []
    if request.calls is not None:
        for pair, training in zip(pairs, estimates, strict=True):
            tokens = call_tokens(rows, pair.encoding, request.few_shot)
            pays.append(break_even.break_even(pair, training, tokens, request.calls, day))
    return Answer(len(rows), notes, pairs, estimates, own, laid_out, pays, day)


def job_of(request: Request) -> Job:
    """Return what is asked of providers; QLoRA is LoRA to them."""
    return Job(
        model=request.model,
        method=request.method,
        tier=request.tier,
        training="full" if request.training == "full" else "lora",
        epochs=request.epochs,
        evaluations=request.evaluations,
        packing=not request.no_packing,
        hours=read_hours(request.hours),
    )


def runs_of(request: Request, laid_out: Shape) -> list[Run]:
    """Return the runs on own machines."""
    return [
        Run(
            params=parameters(request.params),
            tokens=laid_out.padded if request.no_packing else laid_out.packed,
            epochs=request.epochs or 1,
            method=request.training,
            gpu=gpu,
            gpus=request.gpu_count,
            length=request.length,
            batch=request.batch if request.no_packing else 1,
            market=request.market,
            usd_per_hour=read_usd(request.gpu_price),
        )
        for gpu in request.gpus
    ]


def own_section(own: list[CostEstimate], laid_out: Shape) -> Section:
    """Lay out the runs on own machines, and what became of the rows."""
    epochs = own[0].term("epochs").value
    gain = laid_out.packing_gain
    packing = f"packing computes {gain:.1f} times fewer" if gain > 1 else "packing saves nothing"
    lines = [
        f"~{laid_out.tokens:,} tokens an epoch, {epochs} epoch{'' if epochs == 1 else 's'}; "
        f"{laid_out.cut_rows:,} of {laid_out.rows:,} rows are cut and lose {laid_out.cut_tokens:,} tokens",
        f"tokens computed an epoch: {laid_out.packed:,} packed, {laid_out.padded:,} padded: {packing}",
    ]
    lines += [f"{estimate.tier}: {note}" for estimate in own for note in estimate.notes[1:]]
    lines.append("fits: whether the GPU memory holds it; sources and days: curate facts gpus")
    rows = []
    for estimate in own:
        hours = estimate.term("hours")
        memory = estimate.notes[0].partition(": ")[2]
        rows.append(
            (estimate.tier, estimate.model, memory, f"{hours.low:.1f}-{hours.high:.1f}", estimate.total)
        )
    return Section(
        "Own machines", tuple(lines), ("machine", "model", "fits", "hours", "total"), tuple(rows), "<<<>>"
    )
