"""`curate.estimate_cost`: what one job would cost, from files or from known token numbers."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl

from curate.clock import today
from curate.cost.job import Job
from curate.cost.measure import measure, unread_notes
from curate.cost.reading import tokenizer, volume_for
from curate.cost.sheet import priced_model, sheet
from curate.cost.terms import CostEstimate
from curate.cost.training import estimate_training
from curate.cost.volume import Volume
from curate.errors import ConfigError

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
    """Estimate a training job, every term of the sum included; nothing is uploaded and no network is used.

    Give files (`train`, `validation`) or numbers (`rows` and `tokens` of one epoch). None means what the provider does
    when nobody says: its default model and tier, its automatic epochs. `prices` is a sheet of your own; `day` chooses
    among dated prices. Raises ConfigError for names that do not exist and InputError for files that are not there.
    """
    found = sheet(provider, Path(prices) if prices is not None else None)
    asked = Decimal(str(hours)) if hours is not None else None
    job = Job(model, method, tier, training, epochs, evaluations, packing, asked)
    name = priced_model(found, model, method)
    unread: list[str] = []
    if tokens is not None:
        size = Volume(rows or 0, tokens, 0, 0, 0, 0, 0, validation_tokens, True)
        if rows is None and epochs is None and found.billing and found.billing.epochs.rule == "openai":
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


def as_list(paths: Paths) -> list[str | Path]:
    """Return one path or several as a list."""
    return [paths] if isinstance(paths, str | Path) else list(paths)
