"""What GPUs can do and cost: the sheet that ships with curate, and a user's own laid over it."""

from functools import cache
from pathlib import Path
from typing import Any

from curate.cost.own_sheet import checked, laid_over, read_own
from curate.cost.terms import Source
from curate.resources import folder
from curate.shipped_yaml import read_yaml
from curate.spec.hardware import Hardware

SHIPPED = folder("rules") / "hardware" / "gpus.yaml"


def hardware(own: Path | None = None) -> Hardware:
    """Return the GPU sheet; what a user's own does not name stays as published. Raises ConfigError for a wrong one.

    A GPU whose prices the own sheet replaces is rented at the first of them, where it names no `default_tier`.
    """
    if own is None:
        return _shipped()
    return checked(own, Hardware, laid_over(read_yaml(SHIPPED), _with_markets(read_own(own))))


@cache
def _shipped() -> Hardware:
    return checked(SHIPPED, Hardware, read_yaml(SHIPPED))


def _with_markets(sheet: dict[str, Any]) -> dict[str, Any]:
    gpus = sheet.get("gpus")
    for gpu in gpus.values() if isinstance(gpus, dict) else ():
        prices = gpu.get("usd_per_hour") if isinstance(gpu, dict) else None
        if isinstance(prices, list) and prices and isinstance(prices[0], dict):
            gpu.setdefault("default_tier", prices[0].get("tier", ""))
    return sheet


def source_of(sheet: Hardware, key: str) -> Source:
    """Return address and day of a source key."""
    note = sheet.sources[key]
    return Source(note.url, note.as_of or note.read)
