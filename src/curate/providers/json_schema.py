"""Shapes -> JSON Schema (2020-12), for editors and other languages: schemas/providers/<provider>.<method>.schema.json.

Covers: what a shape refuses. Does not cover: places where sources disagree (they allow everything here), and the rules
about two places of a line: those need `curate check`.
"""

from typing import Any

from curate.providers import Choice
from curate.providers.wire import shapes_of

SCALARS = {
    "string": "string",
    "bool": "boolean",
    "integer": "integer",
    "number": "number",
    "null": "null",
    "object": "object",
    "list": "array",
}
Schema = dict[str, Any]


def schema_of(choice: Choice) -> Schema:
    """Return the JSON Schema of one line of a method."""
    shapes = shapes_of(choice)
    rows = choice.spec["row"] if isinstance(choice.spec["row"], list) else [choice.spec["row"]]
    used: dict[str, Schema] = {}
    row = (
        {"$ref": f"#/$defs/{rows[0]}"}
        if len(rows) == 1
        else {"anyOf": [{"$ref": f"#/$defs/{r}"} for r in rows]}
    )
    todo = list(rows)
    while todo:
        name = todo.pop()
        if name not in used:
            used[name] = of_node(shapes[name])
            todo += _names(shapes[name], shapes)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{choice.facts['name']}: one line of a {choice.method} file",
        **row,
        "$defs": dict(sorted(used.items())),
    }


def _names(node: Any, shapes: Schema) -> list[str]:
    """Return the shapes that a shape names."""
    if isinstance(node, str):
        return [node] if node in shapes else []
    parts: list[Any] = node if isinstance(node, list) else []
    if isinstance(node, dict):
        parts = [node.get("list"), *node.get("shapes", {}).values(), *node.get("keys", {}).values()]
        parts += [node["others"]["use"]] if "others" in node else []
    return [name for part in parts if part is not None for name in _names(part, shapes)]


def of_node(node: Any) -> Schema:
    """Return the schema of one shape; other shapes are referred to by name."""
    if isinstance(node, str):
        if node == "any":
            return {}
        return {"type": SCALARS[node]} if node in SCALARS else {"$ref": f"#/$defs/{node}"}
    if isinstance(node, list):
        return {"anyOf": [of_node(item) for item in node]}
    if node.get("effect", "rejected") != "rejected":
        return {}
    if "list" in node:
        bounds = {"minItems": node.get("min"), "maxItems": node.get("max")}
        return {"type": "array", "items": of_node(node["list"])} | _present(bounds)
    if "by" in node:
        return _told_apart(node)
    return _object(node) if "keys" in node else _scalar(node)


def _told_apart(node: Schema) -> Schema:
    key, cases = node["by"], node["shapes"]
    value: Schema = {"type": "string"} if "others" in node else {"enum": list(cases)}
    return {
        "type": "object",
        "required": [key],
        "properties": {key: value},
        "allOf": [
            {"if": {"properties": {key: {"const": name}}}, "then": of_node(shape)}
            for name, shape in cases.items()
        ],
    }


def _object(node: Schema) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {key.removesuffix("?"): of_node(shape) for key, shape in node["keys"].items()},
    }
    if required := [key for key in node["keys"] if not key.endswith("?")]:
        schema["required"] = required
    if node.get("other_keys", "rejected") == "rejected":
        schema["additionalProperties"] = False
    both: list[Schema] = []
    for name, how in (("any_of", "anyOf"), ("one_of", "oneOf")):
        if name in node:
            filled = [
                {"required": [key], "properties": {key: {"not": {"type": "null"}}}} for key in node[name]
            ]
            both.append({how: filled})
    if "present_any_of" in node:
        both.append({"anyOf": [{"required": [key]} for key in node["present_any_of"]]})
    if "not_both" in node:
        both.append({"not": {"required": node["not_both"]}})
    if "refused_keys" in node:
        both.append({"not": {"anyOf": [{"required": [key]} for key in node["refused_keys"]]}})
    if node.get("not_empty"):
        schema["minProperties"] = 1
    return schema | ({"allOf": both} if both else {})


def _scalar(node: Schema) -> Schema:
    pattern = f"^(?:{node['pattern']})$" if "pattern" in node else None
    limits = {"enum": node.get("one_of"), "pattern": pattern, "maxLength": node.get("max_chars")}
    limits["minimum"] = node.get("min")
    least = node.get("min_chars", 1 if node.get("blank") == "rejected" else None)
    media = "application/json" if "json" in node else None
    return {"type": SCALARS[node["type"]]} | _present(
        limits | {"minLength": least, "contentMediaType": media}
    )


def _present(values: Schema) -> Schema:
    return {key: value for key, value in values.items() if value is not None}
