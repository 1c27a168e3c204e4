"""Hours and USD of training on rented or own GPUs.

    hours = tokens x epochs x parameters x FLOPs / (GPUs x dense peak x utilisation) + start
    usd   = hours x GPUs x price x (1 + overhead)

FLOPs a parameter and token: 6 for full tuning, 4 for LoRA and QLoRA, 2 more where activations are recomputed. The
utilisation is a range for each GPU, from published runs; docs/cost-accuracy.md has them all.
Does not cover: mixture-of-experts models by total size (give the active parameters), storage, slow networks.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from curate.cost.gpu_sheet import hardware, source_of
from curate.cost.memory import Method, Need, need
from curate.cost.sheet import pick
from curate.cost.terms import CostEstimate, Term, known, rate
from curate.errors import ConfigError
from curate.providers import unknown
from curate.spec.hardware import Gpu, Hardware

TERA, HOUR = Decimal(10**12), Decimal(3600)


@dataclass(frozen=True)
class Run:
    """A training run on one kind of GPU. `tokens` are those computed in one epoch, padding included."""

    params: Decimal
    tokens: int
    epochs: int = 1
    method: Method = "lora"
    gpu: str = "a100"
    gpus: int = 1
    length: int = 2048
    batch: int = 1
    recompute: bool = False
    market: str | None = None
    usd_per_hour: Decimal | None = None


def find_gpu(sheet: Hardware, name: str) -> Gpu:
    """Return a GPU by its name; raise ConfigError for one that is not in the sheet."""
    if (key := name.lower().replace("-", "").replace("_", "")) in sheet.gpus:
        return sheet.gpus[key]
    raise ConfigError([f"gpu: {unknown(name, list(sheet.gpus))}"])


def tokens_per_second(run: Run, sheet: Hardware) -> tuple[Decimal, Decimal, Decimal]:
    """Return tokens a second and GPU: at least, typically, at most."""
    gpu = find_gpu(sheet, run.gpu)
    used = gpu.utilisation_ratio
    peak = gpu.dense_tflops.value * TERA / (run.params * _flops(run, sheet))
    return peak * used.low, peak * (used.typical or used.low), peak * used.high


def _flops(run: Run, sheet: Hardware) -> Decimal:
    of = sheet.flops_per_parameter_and_token
    return of[run.method].value + (of["recompute"].value if run.recompute else 0)


def hours(run: Run, sheet: Hardware) -> tuple[Decimal, Decimal, Decimal]:
    """Return hours: at least, typically, at most; start-up included."""
    slow, usual, fast = tokens_per_second(run, sheet)
    start = sheet.start_minutes
    all_tokens = Decimal(run.tokens * run.epochs)
    low, high = start.low / 60, start.high / 60
    return (
        all_tokens / (fast * run.gpus * HOUR) + low,
        all_tokens / (usual * run.gpus * HOUR) + (low + high) / 2,
        all_tokens / (slow * run.gpus * HOUR) + high,
    )


def memory(run: Run) -> Need:
    """Return what the run needs in GPU memory."""
    return need(run.params, run.method, run.length, run.batch)


def estimate_self_hosted(run: Run, day: date, own: Path | None = None) -> CostEstimate:
    """Estimate a run with every term; raise ConfigError for a GPU or a market that the sheet does not have.

    `own` is a GPU sheet of the user's, laid over the shipped one.
    """
    sheet = hardware(own)
    gpu = find_gpu(sheet, run.gpu)
    market = gpu.default_tier if run.market is None else run.market
    low, typical, high = hours(run, sheet)
    spent = Term("hours", typical, "hours", low, high)
    price = _price(run, gpu, market, day, sheet)
    extra = _overhead(sheet)
    usd, low_usd, high_usd = (
        getattr(spent, bound) * run.gpus * price.value * (1 + getattr(extra, bound))
        for bound in ("value", "low", "high")
    )
    used = gpu.utilisation_ratio
    fits = memory(run).fits(gpu.memory_gb, run.gpus)
    return CostEstimate(
        provider="self-hosted",
        model=f"{run.params / 10**9:.3g}B {run.method}",
        method="sft",
        tier=f"{run.gpus} x {run.gpu} {market}",
        terms=(*_work(run, gpu, sheet), known("gpus", run.gpus, "gpus"), spent, price, extra),
        formula=f"{low:.1f}-{high:.1f} hours x {run.gpus} x {rate(price.value)} an hour",
        usd=usd,
        low_usd=low_usd,
        high_usd=high_usd,
        notes=(f"memory on {run.gpus} x {gpu.memory_gb} GB: {fits}", *([used.note] if used.note else [])),
        day=day,
        own=True,
    )


def _work(run: Run, gpu: Gpu, sheet: Hardware) -> tuple[Term, ...]:
    """Return the terms that the hours come from."""
    flops, peak, used = (
        sheet.flops_per_parameter_and_token[run.method],
        gpu.dense_tflops,
        gpu.utilisation_ratio,
    )
    unit = "flops per parameter and token"
    return (
        known("tokens_per_epoch", run.tokens, "tokens"),
        known("epochs", run.epochs, "epochs"),
        known("parameters", run.params, "parameters"),
        known("flops", _flops(run, sheet), unit, source_of(sheet, flops.source), flops.note),
        known("peak", peak.value, "tflops", source_of(sheet, peak.source), peak.note),
        Term(
            "utilisation",
            used.typical or used.low,
            "ratio",
            used.low,
            used.high,
            source_of(sheet, used.source),
            used.note,
        ),
    )


def _overhead(sheet: Hardware) -> Term:
    """Return what comes on top of the hours of training, as a ratio of them: evaluation, saving, failed starts."""
    extra = sheet.overhead_ratio
    typical = extra.typical or (extra.low + extra.high) / 2
    source = source_of(sheet, extra.source)
    return Term("overhead", typical, "ratio", extra.low, extra.high, source, extra.note)


def _price(run: Run, gpu: Gpu, market: str, day: date, sheet: Hardware) -> Term:
    if run.usd_per_hour is not None:
        return known("price", run.usd_per_hour, "usd_per_hour", note="as asked")
    found = pick(gpu.usd_per_hour, day, tier=market)
    if found is None or found.value == "unknown":
        markets = sorted({price.tier for price in gpu.usd_per_hour})
        raise ConfigError([f"gpu {run.gpu}: no price of {market!r}; known: {', '.join(markets)}"])
    return Term(
        "price",
        found.value,
        "usd_per_hour",
        found.value,
        found.high or found.value,
        source_of(sheet, found.source),
        found.note,
    )
