"""How people write the number of parameters of a model."""

import re
from decimal import Decimal

from curate.errors import ConfigError

SCALE = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "t": 10**12}


def parameters(text: str) -> Decimal:
    """Read a number of parameters; raise ConfigError for what is none.

    >>> parameters("8B"), parameters("1.5b")
    (Decimal('8000000000'), Decimal('1500000000.0'))
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([kmbt]?)", text.strip().lower())
    if not found or not Decimal(found[1]):
        raise ConfigError([f"params: {text!r} is no number of parameters such as 8B"])
    return Decimal(found[1]) * SCALE[found[2]]
