"""Sizes as people write them: `2GB`, `512 MiB`, or a number of bytes."""

import re

UNITS = {
    "": 1,
    "K": 10**3,
    "M": 10**6,
    "G": 10**9,
    "T": 10**12,
    "KI": 2**10,
    "MI": 2**20,
    "GI": 2**30,
    "TI": 2**40,
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?I?)B?", re.IGNORECASE)


def read_bytes(value: object) -> int:
    """Return a number of bytes; raise ValueError for what is no size.

    >>> read_bytes("2GB"), read_bytes("1.5 GiB"), read_bytes(4096)
    (2000000000, 1610612736, 4096)
    """
    found = _SIZE.fullmatch(str(value).strip())
    if isinstance(value, bool) or not found or found[2].upper() not in UNITS:
        raise ValueError(f"{value!r} is no size; write it as 2GB, 512MiB or a number of bytes")
    return int(float(found[1]) * UNITS[found[2].upper()])
