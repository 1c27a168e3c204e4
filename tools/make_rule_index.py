"""Write rules/{checks,presets,providers,wire,entities}/index.json, the YAML as JSON, and entities/gates.json, the
gates of our recognizers; --check: exit 1 where stale.

The index spares `curate check` the YAML parser, and says of every rule what a text must have so that its kind is worth
importing. A pack that was edited is read as YAML until the index is made again.
"""

import sys

import orjson

from curate.engines.gates import GATES, make_gate, name_of
from curate.engines.recognizers import PRESIDIO_FLAGS, presidio_recognizer
from curate.redaction.policy import packs
from curate.resources import folder
from curate.ruleset.packs import compile_rule, digest
from curate.shipped_yaml import make_index, parse_yaml


def of_rules(kind: str) -> bytes:
    place = folder("rules") / kind
    texts = {path.stem: path.read_bytes() for path in sorted(place.glob("*.yaml"))}
    files = {name: parse_yaml(text) for name, text in texts.items()}
    plans = {rule["id"]: compile_rule(rule).plan for pack in files.values() for rule in pack.get("rules", ())}
    return orjson.dumps({"digest": digest(texts), "files": files, "plans": plans}, default=tuple) + b"\n"


def of_gates() -> bytes:
    gates = {}
    for spec in (spec for pack in packs() for spec in pack.recognizers if spec.enabled):
        patterns = [(p.regex, PRESIDIO_FLAGS) for p in getattr(presidio_recognizer(spec), "patterns", ())]
        if patterns and (gate := make_gate(patterns)):
            gates[name_of(patterns)] = gate
    return orjson.dumps(gates, default=tuple) + b"\n"


def main(args: list[str]) -> int:
    made = {f"{kind}/index.json": of_rules(kind) for kind in ("checks", "presets")}
    for kind in ("providers", "wire", "entities"):
        made[f"{kind}/index.json"] = make_index(folder("rules") / kind)
    made[GATES] = of_gates()
    stale = []
    for name, data in made.items():
        index = folder("rules") / name
        if index.is_file() and index.read_bytes() == data:
            continue
        stale.append(f"rules/{name}")
        if "--check" not in args:
            index.write_bytes(data)
    if stale and "--check" in args:
        print(f"not current, run tools/make_rule_index.py: {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
