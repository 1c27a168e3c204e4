"""Findings of one text -> spans to replace: overlapping ones become one."""

from collections.abc import Callable, Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A piece of text that stands for an entity; `start` and `end` are code points."""

    start: int
    end: int
    entity: str
    score: float


def resolve(found: Iterable[Span], rank: Callable[[str], int]) -> list[Span]:
    """Join overlapping findings to their union, named after the best score, then the lower rank.

    Touching is not overlapping: `a@b.cd,c@d.ef` stays two.

    >>> resolve([Span(0, 12, "PHONE_NUMBER", .4), Span(2, 12, "CREDIT_CARD", 1.0)], rank=len)
    [Span(start=0, end=12, entity='CREDIT_CARD', score=1.0)]
    """
    clusters: list[list[Span]] = []
    end = -1
    for span in sorted(found, key=lambda s: (s.start, -s.end, rank(s.entity), s.entity)):
        if clusters and span.start < end:
            clusters[-1].append(span)
            end = max(end, span.end)
        else:
            clusters.append([span])
            end = span.end
    return [_union(cluster, rank) for cluster in clusters]


def _union(cluster: list[Span], rank: Callable[[str], int]) -> Span:
    best = min(cluster, key=lambda s: (-s.score, rank(s.entity), s.entity))
    return best._replace(start=cluster[0].start, end=max(s.end for s in cluster))


def replace_spans(text: str, spans: Iterable[Span], new: Callable[[Span, str], str]) -> str:
    """Replace disjoint spans, given in order of start, by what `new(span, value)` makes of them.

    >>> replace_spans("to a@b.cd now", [Span(3, 9, "EMAIL_ADDRESS", 1)], lambda span, value: "[EMAIL_1]")
    'to [EMAIL_1] now'
    """
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], new(span, text[span.start : span.end])]
        at = span.end
    return "".join([*parts, text[at:]])
