"""Count the tokens of a column of texts, each distinct one once; see token_batches for how."""

import numpy as np
import polars as pl

from curate.engines.token_batches import Counts, count_texts
from curate.frames import distinct


def count(texts: pl.Series, encoding: str) -> Counts:
    """Return the number of tokens of each text (null counts 0), in order.

    >>> count(pl.Series(["hello world", None, "hello world"]), "o200k_base").tolist()
    [2, 0, 2]
    """
    if texts.is_empty():
        return np.zeros(0, np.int64)
    told_apart = distinct(texts.fill_null(""))
    return count_texts(told_apart.texts.to_list(), encoding)[told_apart.number]
