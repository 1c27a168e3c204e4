"""Write docs/rules/: an index and one page a pack; with --check say what is not current, and exit 1."""

import sys
from itertools import groupby
from pathlib import Path

from curate.ruleset import choose, shipped
from curate.ruleset.pages import as_table, page

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules"


def pages() -> dict[str, str]:
    """Return file name -> text."""
    default = {rule.id for rule in choose("default").rules}
    index = [
        "# Rules",
        "",
        "Made by `python -m tools.make_rule_docs`. `curate explain RULE` prints the same text.",
        "",
    ]
    made = {}
    for pack, group in groupby(shipped().values(), key=lambda rule: rule.id.partition("/")[0]):
        rules = list(group)
        strict = sum(rule.id not in default for rule in rules)
        more = f", {strict} of them in the preset strict only" if strict else ""
        index += [f"## [{pack}]({pack}.md)", "", f"{len(rules)} rules{more}.", "", as_table(rules), ""]
        made[f"{pack}.md"] = "\n".join(page(rule) for rule in rules)
    return {"index.md": "\n".join(index), **made}


def main(args: list[str]) -> int:
    made = pages()
    stale = [
        n for n, text in made.items() if not (FOLDER / n).is_file() or (FOLDER / n).read_text("utf-8") != text
    ]
    gone = [path.name for path in FOLDER.glob("*.md") if path.name not in made]
    if "--check" in args:
        if stale or gone:
            print(
                f"not current, run python -m tools.make_rule_docs: {', '.join(stale + gone)}", file=sys.stderr
            )
        return 1 if stale or gone else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (FOLDER / name).write_text(made[name], "utf-8")
    for name in gone:
        (FOLDER / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
