"""A request -> estimates: providers side by side, own machines, and whether tuning pays."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl

from curate.clock import today
from curate.cost import break_even, compare
from curate.cost.break_even import BreakEven
from curate.cost.compare import Pair
from curate.cost.lengths import Shape, shape
from curate.cost.measure import measure
from curate.cost.page import Section
from curate.cost.request import Request
from curate.cost.self_hosted import Run, estimate_self_hosted
from curate.cost.terms import CostEstimate, read_usd
from curate.cost.training import Job
from curate.engines.tokens import encoding_for
from curate.errors import ConfigError

NEAREST = encoding_for(None).encoding  # counts for open models
SCALE = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}


class Answer(NamedTuple):
    """Everything that was asked for; empty where it was not."""

    rows: int
    estimates: list[CostEstimate]
    own: list[CostEstimate]
    shape: Shape | None
    break_even: list[BreakEven]
    day: date

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "rows": self.rows,
            "estimates": [estimate.to_dict() for estimate in self.estimates],
            "self_hosted": [estimate.to_dict() for estimate in self.own],
            "lengths": self.shape._asdict() if self.shape else None,
            "break_even": [one.to_dict() for one in self.break_even],
        }

    def sections(self) -> list[Section]:
        """Return the page."""
        found = [compare.section(self.estimates, self.day)] if self.estimates else []
        if self.own and self.shape:
            found.append(own_section(self.own, self.shape))
        return [*found, break_even.section(self.break_even)] if self.break_even else found


def answer(request: Request) -> Answer:
    """Measure the files once and estimate all that was asked; raise ConfigError, InputError."""
    job = job_of(request)
    wants_providers = bool(request.providers) or not request.gpus
    pairs = (
        compare.pairs_of(request.providers, job, request.prices, request.all_models)
        if wants_providers
        else []
    )
    encodings = sorted({pair.encoding for pair in pairs} | ({NEAREST} if request.gpus else set()))
    return answer_rows(request, read_rows(request, encodings), pairs)


def read_rows(request: Request, encodings: list[str]) -> pl.DataFrame:
    """Measure the training and validation files of a request."""
    rows = [measure(request.paths, encodings, layout=request.layout)]
    if request.validation:
        rows.append(measure(request.validation, encodings, layout=request.layout, split="validation"))
    return pl.concat(rows)


def answer_rows(request: Request, rows: pl.DataFrame, pairs: list[Pair]) -> Answer:
    """Estimate what a request asks of measured rows."""
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
            tokens = break_even.call_tokens(rows, pair.encoding, request.few_shot)
            pays.append(break_even.break_even(pair, training, tokens, request.calls, day))
    return Answer(len(rows), estimates, own, laid_out, pays, day)


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
        hours=read_usd(request.hours),
    )


def runs_of(request: Request, laid_out: Shape) -> list[Run]:
    """Return the runs on own machines."""
    return [
        Run(
            params=parameters(request.params),
            tokens=laid_out.padded if request.no_packing else laid_out.packed,
            epochs=request.epochs or 1,
            method=request.training,  # type: ignore[arg-type]
            gpu=gpu,
            gpus=request.gpu_count,
            length=request.length,
            batch=request.batch if request.no_packing else 1,
            market=request.market,
            usd_per_hour=read_usd(request.gpu_price),
        )
        for gpu in request.gpus
    ]


def parameters(text: str) -> Decimal:
    """Read a number of parameters.

    >>> parameters("8B"), parameters("1.5b")
    (Decimal('8000000000'), Decimal('1500000000.0'))
    """
    if not (found := re.fullmatch(r"(\d+(?:\.\d+)?)([kmbt]?)", text.strip().lower())):
        raise ConfigError([f"params: {text!r} is no number of parameters such as 8B"])
    return Decimal(found[1]) * SCALE[found[2]]


def own_section(own: list[CostEstimate], laid_out: Shape) -> Section:
    """Lay out the runs on own machines, and what became of the rows."""
    lines = [
        f"~{laid_out.tokens:,} tokens an epoch, epochs: {own[0].term('epochs').value}; "
        f"{laid_out.cut_rows:,} rows are cut and lose {laid_out.cut_tokens:,} tokens",
        f"packed they are {laid_out.packed:,}, padded {laid_out.padded:,}: packing computes "
        f"{laid_out.packing_gain:.1f} times fewer",
    ]
    lines += [f"{estimate.tier}: {note}" for estimate in own for note in estimate.notes]
    lines.append("how good these ranges are: docs/cost-accuracy.md")
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
