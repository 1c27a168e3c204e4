"""`curate.find_duplicates`: which of these texts say the same as another one?"""

from collections.abc import Iterable
from typing import Literal, NamedTuple


class Duplicate(NamedTuple):
    """A text that may go: its place and that of the text that stays, from 0, and their exact similarity, 0..1."""

    place: int
    kept: int
    similarity_ratio: float


def find_duplicates(
    texts: Iterable[str], *, threshold: float = 0.8, prefer: Literal["first", "longest"] = "first"
) -> list[Duplicate]:
    """Return the texts that may go, in order; each is at least as similar as `threshold` to one that stays.

    Similarity is the Jaccard similarity of word 5-grams, lower-cased and NFKC; candidates come from MinHash and every
    pair is verified. A text of fewer than 5 words only matches one that is the same but for case and white space.
    Raises ValueError for a threshold outside 0..1 (0 excluded).

    >>> find_duplicates(["Where is my order?", "where is  my order?", "Where is my refund?"])
    [Duplicate(place=1, kept=0, similarity_ratio=1.0)]
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"threshold is {threshold}, must be above 0 and at most 1")
    import numpy as np

    from curate.engines.near import near_texts, sign_texts

    signed = sign_texts(texts, threshold)
    rank = np.arange(len(signed.sets.sizes))
    if prefer == "longest":
        rank[np.argsort(-signed.sets.sizes, kind="stable")] = np.arange(len(rank))
    found, _ = near_texts(signed, threshold, rank)
    order = np.argsort(found.row)
    columns = (found.row[order].tolist(), found.kept[order].tolist(), found.similarity[order].tolist())
    return [Duplicate(*row) for row in zip(*columns, strict=True)]
