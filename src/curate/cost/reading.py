"""How a provider reads rows for a model: the vocabulary that counts, the longest row, its way with reasoning."""

import polars as pl

from curate.cost.sheet import Sheet
from curate.cost.volume import Volume, volume
from curate.engines.tokens import Tokenizer, encoding_for
from curate.providers import find_model


def tokenizer(found: Sheet, model: str) -> Tokenizer:
    """Return the encoding that counts for a model, and whether it is the model's own."""
    by_name = encoding_for(model)
    told = found.billing.tokenizer.encoding if found.billing else None
    return by_name if told is None else Tokenizer(told, by_name.exact and by_name.encoding == told)


def limit_tokens(found: Sheet, model: str) -> int | None:
    """Return the longest training example of a model; None where nobody published it."""
    value = (find_model(found.facts, model).get("max_tokens_per_example") or {}).get("value")
    return value if isinstance(value, int) else None


def volume_for(found: Sheet, model: str, rows: pl.DataFrame) -> Volume:
    """Sum the rows as a provider reads them for a model: its vocabulary, its limit, its way with reasoning."""
    unrolled = bool(found.billing and found.billing.unrolled_reasoning)
    return volume(rows, tokenizer(found, model).encoding, limit_tokens(found, model), unrolled)
