"""Write rules/{checks,presets,providers,wire,entities}/index.json, the YAML as JSON; --check: exit 1 where stale.

The index spares `curate check` the YAML parser, and says of every rule what a text must have so that its kind is worth
importing. A pack that was edited is read as YAML until the index is made again.
"""

import sys

import orjson

from curate.resources import folder
from curate.ruleset.packs import compile_rule, digest
from curate.shipped_yaml import make_index, parse_yaml


def of_rules(kind: str) -> bytes:
    place = folder("rules") / kind
    texts = {path.stem: path.read_bytes() for path in sorted(place.glob("*.yaml"))}
    files = {name: parse_yaml(text) for name, text in texts.items()}
    plans = {rule["id"]: compile_rule(rule).plan for pack in files.values() for rule in pack.get("rules", ())}
    return orjson.dumps({"digest": digest(texts), "files": files, "plans": plans}, default=tuple) + b"\n"


def main(args: list[str]) -> int:
    indexes = {kind: of_rules(kind) for kind in ("checks", "presets")}
    indexes |= {kind: make_index(folder("rules") / kind) for kind in ("providers", "wire", "entities")}
    stale = []
    for kind, made in indexes.items():
        index = folder("rules") / kind / "index.json"
        if index.is_file() and index.read_bytes() == made:
            continue
        stale.append(f"rules/{kind}/index.json")
        if "--check" not in args:
            index.write_bytes(made)
    if stale and "--check" in args:
        print(f"not current, run tools/make_rule_index.py: {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
