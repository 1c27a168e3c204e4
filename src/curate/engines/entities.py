"""Distinct texts -> the spans that the policy wants: recognizers, context words, conditions, overlaps.

Needs    texts, a policy.
Returns  for each text with hits the spans to redact and those to report; which texts were not fully scanned.
Does not cover  who says it and where it stands: stages/redact.py.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

import polars as pl

from curate.characters import Kinds, kinds
from curate.engines.recognizers import make
from curate.engines.scan import Look, Scan, scan
from curate.engines.secrets import scan_secrets
from curate.redaction import context
from curate.redaction.conditions import CONDITIONS, NEEDS
from curate.redaction.policy import Policy
from curate.redaction.replacements import PLACEHOLDER
from curate.redaction.spans import Span, resolve
from curate.redaction.values import same
from curate.spec.entities import Entity

_FENCE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)", re.DOTALL | re.MULTILINE)


class Hits(NamedTuple):
    """What a text holds, in order of place; the two lists do not overlap."""

    redact: list[Span]
    report: list[Span]

    def all(self) -> Iterator[tuple[Span, bool]]:
        """Yield every span in order of place, and whether it is to be redacted."""
        both = [(s, True) for s in self.redact] + [(s, False) for s in self.report]
        yield from sorted(both, key=lambda item: item[0].start)


class Entities(NamedTuple):
    hits: dict[str, Hits]
    unscanned: dict[str, set[str]]  # text -> recognizers that did not see it to the end


def find_in_texts(texts: pl.Series, policy: Policy, held: Kinds | None = None) -> Entities:
    """Find what the policy redacts or reports in distinct texts; `held` are their kinds, where these are known."""
    found = _scan(texts, policy, kinds(texts.to_list()) if held is None else held)
    spans: dict[int, list[Span]] = defaultdict(list)
    hit = found.spans["text"].unique()
    held_in = dict(zip(hit, texts.gather(hit), strict=True))  # each made once: a long one may hold many spans
    for index, entity, start, end, score, _ in found.spans.iter_rows():
        text = held_in[index]
        if span := _counts(text, Span(start, end, entity, score), policy.entities[entity]):
            spans[index].append(span)
    hits = {t: h for i, some in spans.items() if any(h := _hits(t := texts[i], some, policy))}
    unscanned: dict[str, set[str]] = defaultdict(set)
    for index, name in found.unscanned.iter_rows():
        unscanned[texts[index]].add(name)
    return Entities(hits, dict(unscanned))


def _scan(texts: pl.Series, policy: Policy, held: Kinds) -> Scan:
    scans = [scan(texts, looks(policy), held), scan_secrets(texts, policy.secrets, policy.stop_words)]
    if policy.ner_model and any(policy.acts_on(name) for name in ("PERSON", "LOCATION")):
        from curate.engines.ner import scan_names

        scans.append(scan_names(texts, policy.ner_model))
    return Scan(pl.concat([s.spans for s in scans]), pl.concat([s.unscanned for s in scans]))


def looks(policy: Policy) -> Iterator[Look]:
    """Yield the recognizers whose entities the policy wants, each with what its texts must hold besides."""
    for spec in policy.recognizers:
        if not policy.acts_on(spec.supported_entity):
            continue
        entity = policy.entities[spec.supported_entity]
        needs = [NEEDS[c] for c in entity.conditions if c in NEEDS]
        if entity.action == "redact_with_context":
            needs.append(context.needs(entity.context))
        if spec.keywords:
            needs.append(context.needs(spec.keywords))
        yield Look(make(spec, strict_phone="strict_phone" in entity.conditions), tuple(needs))


def _counts(text: str, span: Span, entity: Entity) -> Span | None:
    """Apply context, threshold, conditions and allow-list to one finding."""
    if entity.action == "off":
        return None
    start, end = span.start, span.end
    near = bool(entity.context) and context.has_context(text, start, end, entity.context)
    if entity.action == "redact_with_context" and not near:
        return None
    score = context.lift(span.score) if near else span.score
    if score < entity.threshold or not all(CONDITIONS[name](text, start, end) for name in entity.conditions):
        return None
    return None if _allowed(text[start:end], entity) else span._replace(score=score)


def _allowed(value: str, entity: Entity) -> bool:
    spellings = (value.casefold(), same(value, entity.compare).casefold())
    return any(fnmatchcase(v, allowed.casefold()) for allowed in entity.allow for v in spellings)


def _hits(text: str, spans: list[Span], policy: Policy) -> Hits:
    holders = [m.span() for m in PLACEHOLDER.finditer(text)]
    fences = [m.span() for m in _FENCE.finditer(text)] if "```" in text or "~~~" in text else []
    reported, redacted = [], []
    for span in spans:
        entity = policy.entities[span.entity]
        if _inside(span, holders):
            continue
        if entity.action == "report" or (not entity.in_code and _inside(span, fences)):
            reported.append(span)
        else:
            redacted.append(span)
    taken = resolve(redacted, policy.rank)
    places = [(s.start, s.end) for s in taken]
    return Hits(taken, [s for s in resolve(reported, policy.rank) if not _inside(s, places)])


def _inside(span: Span, places: list[tuple[int, int]]) -> bool:
    """Tell whether a span overlaps one of the places, which are in order and do not overlap each other."""
    last = bisect_left(places, (span.end, 0)) - 1
    return last >= 0 and places[last][1] > span.start
