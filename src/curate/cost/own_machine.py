"""What training on a build's files costs on machines of one's own, for a target that is a trainer and bills nothing."""

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from curate.cost.lengths import Shape, shape
from curate.cost.memory import Method
from curate.cost.self_hosted import Run, estimate_self_hosted
from curate.cost.sheet import TRAINERS, Sheet
from curate.cost.size import parameters
from curate.cost.terms import CostEstimate
from curate.engines.tokens import encoding_for
from curate.spec.job_options import JobOptions

if TYPE_CHECKING:
    from curate.spec.config import Target

SIZE = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?[bm])(?![a-z0-9])", re.IGNORECASE)
BATCH = 4  # rows at once, where they are padded


def runs_on_own_machines(found: Sheet) -> bool:
    """Tell whether a provider is a trainer that bills nothing."""
    return found.billing is None and found.facts["lifecycle"]["state"] in TRAINERS


def estimate_own(rows: pl.DataFrame, target: "Target", day: date) -> CostEstimate:
    """Estimate a target from the rows that are written for it; what is not named is the reason of an unknown sum."""
    options = target.options
    lengths = rows.filter(pl.col("split") == "train")[f"tokens_{encoding_for(target.model).encoding}"]
    laid_out = shape(lengths.cast(pl.Int64).to_numpy(), options.length, BATCH)
    size = options.params or size_of(target.model)
    if size is None:
        why = f"~{laid_out.tokens:,} tokens an epoch; for hours and USD write its size: `options: {{params: 8B}}`"
        return CostEstimate(
            target.id, "", target.method, "", (), "unknown", None, None, None, (why,), day, own=True
        )
    made = estimate_self_hosted(_run(size, laid_out, options), day)
    return CostEstimate(**{**vars(made), "provider": target.id, "method": target.method})


def _run(size: str, laid_out: Shape, options: JobOptions) -> Run:
    method: Method = options.training or "lora"
    return Run(
        params=parameters(size),
        tokens=laid_out.packed if options.packing else laid_out.padded,
        epochs=options.epochs or 1,
        method=method,
        gpu=options.gpu,
        gpus=options.gpus,
        length=options.length,
        batch=1 if options.packing else BATCH,
        market=options.market,
        usd_per_hour=options.gpu_usd_per_hour,
    )


def size_of(model: str | None) -> str | None:
    """Return the number of parameters in the name of a model.

    >>> size_of("meta-llama/Llama-3.1-8B-Instruct"), size_of("Qwen/Qwen3-0.6B"), size_of("microsoft/phi-4")
    ('8B', '0.6B', None)
    """
    found = SIZE.findall((model or "").rpartition("/")[2])
    return max(found, key=lambda text: Decimal(text[:-1])) if found else None
