"""What a person asks of `curate cost` and `curate plan`. Standard library only: the command line reads it early."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Request:
    """The options of the two commands, as typed."""

    paths: tuple[str, ...]
    providers: tuple[str, ...] = ()
    model: str | None = None
    all_models: bool = False
    method: str = "sft"
    tier: str | None = None
    training: Literal["lora", "qlora", "full"] = "lora"
    epochs: int | None = None
    validation: tuple[str, ...] = ()
    evaluations: int | None = None
    no_packing: bool = False
    hours: str | None = None
    layout: str | None = None
    prices: Path | None = None
    gpus: tuple[str, ...] = ()
    gpu_count: int = 1
    gpu_price: str | None = None
    gpu_sheet: Path | None = None
    market: str | None = None
    params: str = "8B"
    length: int = 2048
    batch: int = 4
    calls: int | None = None
    few_shot: int = 3
