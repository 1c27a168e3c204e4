"""The JSON Schema of a tool, compiled once: the same tools come back row after row."""

from functools import lru_cache
from typing import Any

import orjson


def validator_of(schema: Any) -> Any:
    """Return a compiled JSON Schema, or None for a value that is no schema."""
    return _compiled(orjson.dumps(schema, option=orjson.OPT_PASSTHROUGH_SUBCLASS))


@lru_cache(maxsize=512)
def _compiled(schema: bytes) -> Any:
    import jsonschema_rs

    try:
        return jsonschema_rs.validator_for(orjson.loads(schema))
    except ValueError:
        return None


def keyword(error: Any) -> str:
    """Return the keyword of a schema that a value breaks."""
    path = [str(part) for part in error.schema_path]
    return path[-1] if path else "schema"
