"""Write docs/providers.md from rules/providers/; with --check exit 1 where it is not current."""

import sys
from pathlib import Path
from typing import Any

from curate.providers import inherited, load, names
from tools.blocks import table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "providers.md"
HEAD = """# Providers

What `curate check --provider ID` knows, from `rules/providers/ID.yaml`, where every fact has its source and the day it
was read. An empty cell: nobody has published it.
"""


def lifecycle(facts: dict[str, Any]) -> str:
    life = facts["lifecycle"]
    days = [f"new jobs end {life['new_jobs_end']}" if "new_jobs_end" in life else ""]
    days += [f"ended {life['ended']}" if "ended" in life else ""]
    return "; ".join([life["state"].replace("_", " "), *filter(None, days)])


def rows_of(limits: dict[str, Any]) -> str:
    least, most = limits.get("min"), limits.get("max")
    if not least and not most:
        return ""
    first = f"{least['value']:,}" if least else "1"
    return f"{first} to {most['value']:,}" if most else f"{first} and more"


def section(provider: str) -> str:
    facts = load(provider)
    read = max(str(source["read"]) for source in facts["sources"].values())
    parts = [
        f"## {provider}: {facts['name']}\n",
        f"{lifecycle(facts)}. {facts['lifecycle'].get('note', '')}".strip(),
    ]
    methods = []
    for key in facts["methods"]:
        spec = inherited(facts["methods"], key)
        wires = [spec["wire"]] if isinstance(spec["wire"], str) else spec["wire"]
        families = ", ".join(spec.get("families", ()))
        methods.append(
            [f"`{spec.get('method', key)}`", families, ", ".join(wires), rows_of(spec.get("rows", {}))]
        )
    parts.append(table(["method", "families", "lines", "rows"], methods))
    models = []
    for model, spec in facts["models"].items():
        limit = spec.get("max_tokens_per_example", {}).get("value", "")
        shown = f"{limit:,}" if isinstance(limit, int) else limit
        models.append(
            [
                f"`{model}`",
                ", ".join(spec.get("methods", ())),
                shown,
                str(spec.get("ends", {}).get("date", "")),
            ]
        )
    if models:
        parts.append(table(["model", "methods", "tokens of an example", "ends"], models))
    sources = [f"- {key}: {s['url']} {s.get('version', '')}".rstrip() for key, s in facts["sources"].items()]
    parts.append(f"Sources, read until {read}:\n\n" + "\n".join(sources))
    return "\n\n".join(parts)


def page() -> str:
    overview = [[f"`{provider}`", load(provider)["name"], lifecycle(load(provider))] for provider in names()]
    return "\n".join([HEAD, table(["id", "service", "state"], overview), *map(section, names())]) + "\n"


def main(args: list[str]) -> int:
    text = page()
    if PAGE.is_file() and PAGE.read_text("utf-8") == text:
        return 0
    if "--check" in args:
        print("not current, run tools/make_provider_docs.py: docs/providers.md", file=sys.stderr)
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
