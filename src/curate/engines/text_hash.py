"""Hash whole texts, byte for byte, stable over versions and machines."""

from hashlib import blake2b

import polars as pl

from curate.engines.spans import U64


def text_hashes(texts: pl.Series) -> U64:
    """Return 64 bits of blake2b of each text; each distinct text is hashed once.

    >>> len(set(text_hashes(pl.Series(["a", "b", "a"])).tolist()))
    2
    """
    distinct = texts.unique()
    hashes = [int.from_bytes(blake2b(t.encode(), digest_size=8).digest(), "little") for t in distinct]
    return texts.replace_strict(distinct, pl.Series(hashes, dtype=pl.UInt64)).to_numpy()
