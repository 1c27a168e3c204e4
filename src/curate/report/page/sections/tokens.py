"""How long the rows are, against the limits of the models that they are for."""

from typing import Any

from curate.providers import find_model, load
from curate.report.page.charts import Limit, histogram
from curate.report.page.evidence import Evidence
from curate.report.page.tags import Html, section, table, tag, text


def tokens(manifest: dict[str, Any], evidence: Evidence) -> Html:
    lines, parts = limits(manifest), []
    for encoding, raw in (manifest.get("token_bins") or {}).items():
        bins = [(low, high, count) for low, high, count in raw]
        title = f"Kept rows by length in {encoding} tokens"
        cells = [[text(f"{number:,}") for number in one] for one in bins]
        listed = tag(
            "details", tag("summary", text("as a table")), table(["from", "to", "rows"], cells, "nnn")
        )
        parts.append(tag("figure", tag("figcaption", text(title)), histogram(bins, lines, title), listed))
    if not parts:
        return Html("")
    notes = [f"{line.name}: at most {line.tokens:,} tokens a row" for line in lines]
    return section("tokens", "Tokens", *parts, *(tag("p", text(note), cls="dim") for note in notes))


def limits(manifest: dict[str, Any]) -> list[Limit]:
    """Return the row limits of the models that the build was made for, where they are known."""
    found = {}
    for entry in manifest["providers"].values():
        model = find_model(load(entry["provider"]), entry["model"])
        fact = model.get("max_tokens_per_example") or {}
        if isinstance(fact.get("value"), int):
            found[f"{entry['provider']} {model['id']}"] = fact["value"]
    return [Limit(name, value) for name, value in found.items()]
