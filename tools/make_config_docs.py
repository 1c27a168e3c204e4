"""Write docs/config.md: every key of curate.yaml, from the same models that read it.

python -m tools.make_config_docs           write it
python -m tools.make_config_docs --check   exit 1 where it is not current
"""

import sys
from pathlib import Path
from typing import Any

from curate.spec.config import Config
from tools.blocks import table

PAGE = Path(__file__).resolve().parents[1] / "docs" / "config.md"
HEAD = """# curate.yaml

Every key, what it may hold, and what it is when absent. Unknown keys are errors; relative paths are relative to the
file. `curate init FILES` writes a first one, `curate config check` names its problems, and `curate config show` prints
the values in force and where each comes from. A whole example, with every kind of input: `sample_data/curate.yaml`.

```yaml
inputs: [exports/*.jsonl]
output: out
providers:
  - {id: openai, model: gpt-4.1-mini-2025-04-14}
stages:
  split: {validation_ratio: 0.05, split_by: customer_id}
```
"""
Schema = dict[str, Any]


def kind(schema: Schema) -> str:
    """Say in a few words what a value may be.

    >>> kind({"type": "array", "items": {"enum": ["a", "b"]}}), kind({"anyOf": [{"type": "string"}, {"type": "null"}]})
    ('list of `a` or `b`', 'text')
    """
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema or "const" in schema:
        return " or ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if options := schema.get("anyOf", schema.get("oneOf")):
        return " or ".join(dict.fromkeys(kind(option) for option in options if option.get("type") != "null"))
    if schema.get("type") == "array":
        return f"list of {kind(schema.get('items', {}))}"
    if schema.get("type") == "object":
        inner = schema.get("additionalProperties")
        return f"map of {kind(inner)}" if isinstance(inner, dict) and inner else "map"
    words = {"string": "text", "number": "number", "integer": "whole number", "boolean": "true or false"}
    return words.get(schema.get("type", ""), "anything")


def when_absent(name: str, schema: Schema, required: list[str]) -> str:
    if name in required:
        return "must be there"
    default = schema.get("default")
    if default in (None, [], {}, "") or isinstance(default, dict):
        return ""
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    return (
        f"`{default!r}`" if default != str(default).strip() and isinstance(default, str) else f"`{default}`"
    )


def section(schema: Schema) -> str:
    required = schema.get("required", [])
    rows = [
        [f"`{name}`", kind(value), when_absent(name, value, required), value.get("description", "")]
        for name, value in schema.get("properties", {}).items()
    ]
    about = " ".join(schema.get("description", "").split())
    return (f"{about}\n\n" if about else "") + table(["key", "holds", "when absent", ""], rows)


def page() -> str:
    schema = Config.model_json_schema(by_alias=True)
    parts = [HEAD, section(schema | {"description": ""})]
    parts += [
        f"## {name}\n\n{section(value)}" for name, value in schema["$defs"].items() if "properties" in value
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def main(args: list[str]) -> int:
    text = page()
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    if args == ["--check"]:
        print("docs/config.md: not current, run `python -m tools.make_config_docs`", file=sys.stderr)
        return 1
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
