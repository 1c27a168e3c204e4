"""Every number of a provider, or of the GPU sheet, with its source and the age of what is known: `curate facts`."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from curate.cost.gpu_sheet import SHIPPED, hardware, source_of
from curate.cost.sheet import Sheet, sheet
from curate.cost.terms import OLD_AFTER_DAYS, Source
from curate.errors import ConfigError
from curate.providers import names, unknown
from curate.shipped_yaml import read_yaml

GPUS = "gpus"

SKIPPED = {"shapes", "sources", "use", "rules", "expresses", "export"}  # what they assert, rules explain


class FactLine(NamedTuple):
    """One fact: where it stands in the sheet, its value, its source, and the age in days of that source."""

    key: str
    value: str
    source: Source
    age_days: int
    note: str

    @property
    def old(self) -> bool:
        return self.age_days > OLD_AFTER_DAYS

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "key": self.key,
            "value": self.value,
            "source": self.source.url,
            "day": str(self.source.day),
            "age_days": self.age_days,
            "old": self.old,
            "note": self.note,
        }


def facts_of(found: Sheet, today: date) -> list[FactLine]:
    """Return every fact of a provider that names a source, in the order of its file."""
    return [
        FactLine(key, value, source, source.age_days(today), note)
        for key, value, name, note in walk(found.facts)
        for source in [found.source(name)]
    ]


def all_facts(today: date, name: str | None = None) -> dict[str, list[FactLine]]:
    """Return the facts of every provider and of the GPU sheet, or of the one named; ConfigError where there is none."""
    known = [*names(), GPUS]
    if name is not None and name not in known:
        raise ConfigError([f"facts: {unknown(name, known)}"])
    wanted = known if name is None else [name]
    return {one: gpu_facts(today) if one == GPUS else facts_of(sheet(one), today) for one in wanted}


def gpu_facts(today: date) -> list[FactLine]:
    """Return every fact of the GPU sheet: peaks, utilisation, prices by market."""
    found = hardware()
    return [
        FactLine(key, value, source, source.age_days(today), note)
        for key, value, name, note in walk(read_yaml(SHIPPED))
        for source in [source_of(found, name)]
    ]


def walk(node: Any, at: str = "") -> Iterator[tuple[str, str, str, str]]:
    """Yield (place, value, source key, note) of every map that names a source, and of those inside it."""
    if isinstance(node, list):
        for item in node:
            yield from walk(item, at)
    if not isinstance(node, dict):
        return
    if isinstance(node.get("source"), str):
        yield at, said(node), node["source"], str(node.get("note", ""))
    for key, value in node.items():
        if key not in SKIPPED:
            yield from walk(value, f"{at}.{key}" if at else str(key))


def said(fact: dict[str, Any]) -> str:
    """Write the values of a fact in one line.

    >>> said({"value": 3.0, "tier": "global", "source": "meters"}), said({"rule": "fixed", "default": 2})
    ('3.0 tier=global', 'rule=fixed default=2')
    """
    plain = {k: v for k, v in fact.items() if isinstance(v, str | int | float | bool | date)}
    rest = [f"{key}={value}" for key, value in plain.items() if key not in ("value", "source", "note")]
    return " ".join([*([str(plain["value"])] if "value" in plain else []), *rest])
