"""Write schemas/*.schema.json from the models; with --check say which are not current, and exit 1."""

import json
import sys
from pathlib import Path

from curate.spec.schemas import MODELS, schema

FOLDER = Path(__file__).resolve().parents[1] / "schemas"


def main(args: list[str]) -> int:
    stale = []
    for name in MODELS:
        path, text = FOLDER / f"{name}.schema.json", json.dumps(schema(name), indent=2) + "\n"
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(path.name)
        if "--check" not in args:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in args:
        print(f"not current, run tools/make_schemas.py: {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
