"""`curate.estimate_cost`: what one job would cost, from files or from known token numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from curate.clock import today
from curate.cost.job import Job
from curate.cost.measure import measure, unread_notes
from curate.cost.reading import tokenizer, volume_for
from curate.cost.sheet import billing_of, priced_model, sheet
from curate.cost.terms import CostEstimate, read_hours
from curate.cost.training import estimate_training
from curate.cost.volume import Volume
from curate.errors import ConfigError
from curate.providers import unknown

TRAININGS = ("lora", "qlora", "full")
Paths = str | Path | Iterable[str | Path]


def estimate_cost(
    train: Paths = (),
    *,
    provider: str,
    model: str | None = None,
    method: str = "sft",
    tier: str | None = None,
    training: str = "lora",
    epochs: int | None = None,
    validation: Paths = (),
    evaluations: int | None = None,
    packing: bool = True,
    hours: Decimal | int | str | None = None,
    rows: int | None = None,
    tokens: int | None = None,
    validation_tokens: int = 0,
    prices: str | Path | None = None,
    day: date | None = None,
) -> CostEstimate:
    """Estimate what a training job costs in USD, with every term of the sum; no network is used.

    Give files of any layout that a build reads (`train`, `validation`), or numbers: `rows` and `tokens` of one epoch,
    and `validation_tokens`. None means what the provider does when nobody says: its default model and tier, its
    automatic epochs. `training` is lora, qlora or full; `evaluations` is how often the validation rows are gone
    through; `packing=False` pads rows; `hours` of training are for methods that are billed by the hour. `prices` is a
    price sheet of your own (docs/cost.md); `day` chooses among dated prices, today when absent.

    Raises ConfigError for names that do not exist and numbers that cannot be, InputError for files that are not there.

    >>> made = estimate_cost(provider="openai", rows=200, tokens=50_000, epochs=2)
    >>> [term.name for term in made.terms], made.usd == made.term("price").value / 10
    (['tokens_per_epoch', 'epochs', 'price'], True)
    """
    counts = {
        "rows": rows,
        "tokens": tokens,
        "validation_tokens": validation_tokens,
        "evaluations": evaluations,
    }
    hold_to(training, epochs, counts)
    found = sheet(provider, Path(prices) if prices is not None else None)
    billing = billing_of(found)
    asked = read_hours(str(hours)) if hours is not None else None
    way = "full" if training == "full" else "lora"  # QLoRA is LoRA to providers
    job = Job(model, method, tier, way, epochs, evaluations, packing, asked)
    name = priced_model(found, model, method)
    unread: list[str] = []
    if tokens is not None:
        size = Volume(
            train_rows=rows or 0,
            train_tokens=tokens,
            prompt_tokens=0,
            cut_rows=0,
            cut_tokens=0,
            longest=0,
            validation_rows=0,
            validation_tokens=validation_tokens,
            exact=True,
        )
        if rows is None and epochs is None and billing.epochs.rule == "openai":
            raise ConfigError(["rows or epochs: the automatic epochs depend on the number of rows"])
    else:
        encoding = tokenizer(found, name).encoding
        sides = [(train, "train"), (validation, "validation")]
        counted = [measure(as_list(paths), [encoding], split=side) for paths, side in sides if as_list(paths)]
        if not counted:
            raise ConfigError(["train: name files, or give rows and tokens"])
        measured = pl.concat([part.rows for part in counted])
        size = volume_for(found, name, measured)
        unread = unread_notes(sum(part.unreadable for part in counted), measured, method)
    made = estimate_training(found, job, size, day or today())
    return replace(made, notes=(*unread, *made.notes))


def hold_to(training: str, epochs: int | None, counts: Mapping[str, int | None]) -> None:
    """Raise ConfigError with everything in a request that cannot be."""
    problems = [f"{name}: {count} is less than 0" for name, count in counts.items() if count and count < 0]
    if epochs is not None and epochs < 1:
        problems.append(f"epochs: {epochs} is less than 1")
    if training not in TRAININGS:
        problems.append(f"training: {unknown(training, list(TRAININGS))}")
    if problems:
        raise ConfigError(problems)


def as_list(paths: Paths) -> list[str | Path]:
    """Return one path or several as a list."""
    return [paths] if isinstance(paths, str | Path) else list(paths)
