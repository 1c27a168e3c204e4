"""Count the tokens of a column of texts, each distinct one once; see token_batches for how."""

import numpy as np
import numpy.typing as npt
import polars as pl

from curate.engines.token_batches import Counts, count_texts


def count(texts: pl.Series, encoding: str) -> Counts:
    """Return the number of tokens of each text (null counts 0), in order.

    >>> count(pl.Series(["hello world", None, "hello world"]), "o200k_base").tolist()
    [2, 0, 2]
    """
    if texts.is_empty():
        return np.zeros(0, np.int64)
    distinct, places = named(texts.fill_null(""))
    return count_texts(distinct.to_list(), encoding)[places]


def named(texts: pl.Series) -> tuple[pl.Series, npt.NDArray[np.uint32]]:
    """Return the distinct texts, and for each text the place of its like among them."""
    categories = texts.cast(pl.Categorical(pl.Categories.random()))
    distinct = categories.unique()
    in_order = distinct.gather(distinct.to_physical().arg_sort())
    return in_order.cast(pl.String), categories.to_physical().to_numpy()
