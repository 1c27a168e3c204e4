"""Presidio's recognizer objects, made once a process from rules/entities, each behind its gate.

Needs    recognizers in Presidio's own YAML layout.
Returns  values with a name, a gate and a function text -> spans that is Presidio's own `analyze`.
Covers   predefined and custom pattern recognizers; e-mail without network: the public suffix list is the
         snapshot inside tldextract, never fetched.
Does not cover  recognizers that call a model or a service; runs of over 1,000 characters without a space, which are
         said not to be scanned.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from curate.engines.gates import Gate, gate_of
from curate.engines.phone import DEFAULT_REGIONS, Wanted, find_phones, has_gate, text_gate
from curate.redaction.conditions import may_be_phone
from curate.spec.entities import Recognizer

TIMEOUT_SECONDS = 60  # of one pattern over one text; Presidio's
PHONE_SCORE = 0.4  # Presidio's, for every number
PRESIDIO_FLAGS = 26  # DOTALL, MULTILINE, IGNORECASE: what Presidio's loader pushes onto every recognizer
LONGEST_RUN_CHARS = 1000  # EmailRecognizer takes 0.1 s for such a run of `a.`, 3 s for one four times as long
_LONG_RUN = re.compile(rf"[!-~]{{{LONGEST_RUN_CHARS + 1},}}")


@dataclass(frozen=True)
class Found:
    """One finding of a recognizer, before any policy; offsets are Python code points."""

    entity: str
    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Gated:
    """A recognizer behind its gate; `find` returns its findings and whether it saw the whole text."""

    name: str
    entity: str
    gate: Gate | None
    find: Callable[[str], tuple[list[Found], bool]]


@cache
def make(spec: Recognizer, *, strict_phone: bool = False) -> Gated:
    """Make a recognizer from its record; raise ValueError for one that Presidio does not know.

    With `strict_phone` only candidates that can pass that condition are tried: the same numbers pass it in the end.
    """
    if (spec.class_name or spec.name) == "PhoneRecognizer":
        return _phone(spec, may_be_phone if strict_phone else None)
    if spec.type == "custom" and spec.class_name is None and spec.patterns and not spec.deny_list:
        return _of_patterns(spec)
    recognizer = presidio_recognizer(spec)
    patterns = [(p.regex, PRESIDIO_FLAGS) for p in recognizer.patterns]
    entity = recognizer.supported_entities[0]

    def find(text: str) -> tuple[list[Found], bool]:
        short = without_long_runs(text)
        with _listening() as timeouts:
            try:
                results = recognizer.analyze(short, [entity])
            except Exception:  # noqa: BLE001  third-party code over any text: its crash is a finding, not the row's end
                return [], False
        found = [Found(entity, r.start, r.end, r.score) for r in results]
        return found, short is text and not timeouts

    return Gated(spec.name, entity, gate_of(patterns), find)


def _of_patterns(spec: Recognizer) -> Gated:
    """Run bare patterns without what Presidio writes down of each match: a third of the time, the same spans."""
    entity = spec.supported_entity

    def find(text: str) -> tuple[list[Found], bool]:
        short = without_long_runs(text)
        found: list[Found] = []
        complete = short is text
        for pattern in spec.patterns:
            try:
                matches = _compiled(pattern.regex).finditer(short, timeout=TIMEOUT_SECONDS)
                spans = (match.span() for match in matches)
                found.extend(Found(entity, a, b, pattern.score) for a, b in spans if b > a)
            except TimeoutError:
                complete = False
        return uncontained(found), complete

    return Gated(spec.name, entity, gate_of([(p.regex, PRESIDIO_FLAGS) for p in spec.patterns]), find)


@cache
def _compiled(pattern: str) -> Any:
    return regex.compile(pattern, PRESIDIO_FLAGS)


def uncontained(found: list[Found]) -> list[Found]:
    """Drop what lies inside another finding of at least its score, and what has none, as Presidio does."""
    kept: list[Found] = []
    reaching: list[
        Found
    ] = []  # of those kept, what still goes on where the next one begins: few, in a long list too
    for one in sorted(set(found), key=lambda f: (f.start, -f.end, -f.score)):
        reaching = [other for other in reaching if other.end > one.start]
        if one.score and not any(one.end <= other.end and one.score <= other.score for other in reaching):
            kept.append(one)
            reaching.append(one)
    return kept


def without_long_runs(text: str) -> str:
    """Blank out what no person wrote: over 1,000 characters of ASCII without a space, where patterns go quadratic.

    >>> without_long_runs("mail a@b.cd " + "x" * 1001) == "mail a@b.cd " + " " * 1001
    True
    """
    if len(text) <= LONGEST_RUN_CHARS or not _LONG_RUN.search(text):
        return text
    return _LONG_RUN.sub(lambda match: " " * len(match[0]), text)


def _phone(spec: Recognizer, wanted: Wanted | None) -> Gated:
    regions = spec.supported_regions or DEFAULT_REGIONS

    def find(text: str) -> tuple[list[Found], bool]:
        phones = find_phones(text, regions, wanted)
        return [Found(spec.supported_entity, a, b, PHONE_SCORE) for a, b in phones.spans], phones.complete

    digits = 6 if wanted is None else 7
    # of the six that the gate of any number asks for, the German pager block has but four
    gate = Gate(text_gate(digits), 1 if wanted is None else digits) if has_gate(regions) else None
    return Gated(spec.name, spec.supported_entity, gate, find)


def presidio_recognizer(spec: Recognizer) -> Any:
    """Make Presidio's own object, offline and with Presidio's own flags."""
    import presidio_analyzer
    from presidio_analyzer import Pattern, PatternRecognizer, predefined_recognizers

    settings: dict[str, Any] = {"name": spec.name, "supported_language": spec.supported_language}
    if spec.patterns:
        settings["patterns"] = [Pattern(p.name, p.regex, p.score) for p in spec.patterns]
    if spec.context is not None:
        settings["context"] = list(spec.context)
    if spec.type == "custom" and spec.class_name is None:
        settings["supported_entity"] = spec.supported_entity
        if spec.deny_list:
            settings |= {"deny_list": list(spec.deny_list), "deny_list_score": spec.deny_list_score}
        recognizer: Any = PatternRecognizer(**settings)
    else:
        class_name = spec.class_name or spec.name
        cls = getattr(predefined_recognizers, class_name, None)
        if cls is None:
            version = getattr(presidio_analyzer, "__version__", "2.2")
            raise ValueError(f"recognizer {spec.name}: presidio-analyzer {version} has no {class_name}")
        settings["supported_entity"] = spec.supported_entity
        recognizer = (_offline_email(cls) if class_name == "EmailRecognizer" else cls)(**settings)
    if hasattr(recognizer, "global_regex_flags"):
        recognizer.global_regex_flags = PRESIDIO_FLAGS
    return recognizer


@cache
def _offline_email(cls: Any) -> Any:
    from tldextract import TLDExtract

    extract = TLDExtract(suffix_list_urls=(), cache_dir=None)

    class OfflineEmailRecognizer(cls):  # type: ignore[misc]  # a class that is known when it runs
        def validate_result(self, pattern_text: str) -> bool:
            return bool(extract(pattern_text).fqdn != "")

    return OfflineEmailRecognizer


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Collect Presidio's timeout warnings and stop its log lines, which may hold the matched text."""
    timeouts: list[str] = []

    def listen(record: logging.LogRecord) -> bool:
        if "timed out" in str(record.msg):
            timeouts.append(record.name)
        return False

    logger = logging.getLogger("presidio-analyzer")
    logger.addFilter(listen)
    try:
        yield timeouts
    finally:
        logger.removeFilter(listen)
