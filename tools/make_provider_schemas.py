"""Write schemas/providers/*.schema.json from the shapes; with --check say which are not current, and exit 1."""

import json
import sys
from pathlib import Path

from curate.providers import Choice, inherited, load, names
from curate.providers.json_schema import schema_of

FOLDER = Path(__file__).resolve().parents[1] / "schemas" / "providers"


def texts() -> dict[str, str]:
    """Return file name -> text of every schema; variants of a method have one each."""
    made = {}
    for provider in names():
        facts = load(provider)
        for key in facts["methods"]:
            spec = inherited(facts["methods"], key)
            choice = Choice(facts, spec.get("method", key), key, spec, {})
            made[f"{provider}.{key}.schema.json"] = (
                json.dumps(schema_of(choice), indent=1, ensure_ascii=False) + "\n"
            )
    return made


def main(args: list[str]) -> int:
    made = texts()
    old = {path.name for path in FOLDER.glob("*.json")}
    stale = [
        name for name, text in made.items() if name not in old or (FOLDER / name).read_text("utf-8") != text
    ]
    stale += sorted(old - made.keys())
    if "--check" in args:
        if stale:
            print(f"not current, run tools/make_provider_schemas.py: {', '.join(stale)}", file=sys.stderr)
        return int(bool(stale))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in old - made.keys():
        (FOLDER / name).unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
